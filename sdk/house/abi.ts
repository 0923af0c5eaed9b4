/** The part of the clearing house and its tokens that the client calls and reads. A test holds it to the contracts. */
const CHANGE =
  'tuple(bytes32 account, bytes32 circuit, uint256 newCommitment, uint256[8] proof, uint256[] sealedState)';
const SIDE = `tuple(${CHANGE} change, uint64 deadline, bytes signature)`;

export const HOUSE_ABI = [
  'function open(bytes32 account, uint8 method, uint256 viewingKeyX, uint256 viewingKey, uint256 commitment, bytes32 circuit, uint256[8] proof)',
  `function deposit(${CHANGE} change, uint16 asset, uint64 amount)`,
  `function withdraw(${CHANGE} change, uint16 asset, uint64 amount, address recipient)`,
  `function transfer(${CHANGE} from, ${CHANGE} to, uint16 asset, uint64 amount)`,
  `function trade(${SIDE} buyer, ${SIDE} seller, uint256 fill)`,
  `function refresh(${CHANGE} change)`,
  'function setViewingKey(bytes32 account, uint256 x, uint256 key)',
  'function payQueue(uint16 asset, uint256 count) returns (uint256)',
  'function claim(uint16 asset, address recipient, address to)',
  'function scheduleLiquidationKey(uint256 x, uint256 key)',
  'function accountOf(bytes32 account) view returns (tuple(uint256 commitment, uint64 sequence, uint64 sinceEpoch, address owner))',
  'function viewingKeyOf(bytes32 account) view returns (uint256)',
  'function provenEpochOf(bytes32 account) view returns (uint48)',
  'function isFilled(uint256 fill) view returns (bool)',
  'function assetOf(uint16 asset) view returns (tuple(address token, uint8 decimals, uint40 queueHead, uint40 queueTail, uint128 ledger, uint128 pending, uint128 custodyCap, uint128 hourlyCap, uint128 available))',
  'function queuedAt(uint16 asset, uint40 position) view returns (tuple(address recipient, uint64 amount))',
  'function claimableOf(uint16 asset, address recipient) view returns (uint128)',
  'function liquidationKey() view returns (uint256)',
  'function pausedUntil() view returns (uint40)',
  'function exitWindow() view returns (uint40)',
  'function maxRootAge() view returns (uint64)',
  'function roots() view returns (address)',
  'event AccountOpened(bytes32 indexed account, address indexed owner, uint256 indexed viewingKey, uint8 method, uint256 commitment)',
  'event ViewingKeySet(bytes32 indexed account, uint256 indexed viewingKey)',
  'event WithdrawalPaid(uint16 indexed asset, address indexed recipient, uint64 amount)',
  'event WithdrawalQueued(uint16 indexed asset, uint40 indexed position, address indexed recipient, uint64 amount)',
  'event WithdrawalSetAside(uint16 indexed asset, uint40 indexed position, address indexed recipient, uint64 amount)',
  'event LiquidationKeyScheduled(uint256 indexed liquidationKey, uint40 activeFrom)',
  'event StateSealed(bytes32 indexed account, uint64 indexed sequence, uint256 commitment, bytes32 circuit, uint256 viewingKey, uint256 liquidationKey, uint256[] sealedState)',
] as const;

export const ROOTS_ABI = [
  'function latestEpoch() view returns (uint64)',
  'function rootAt(uint64 epoch) view returns (tuple(uint256 root, uint64 time, uint32 parameterVersion, bool revoked))',
] as const;

export const TOKEN_ABI = [
  'function allowance(address owner, address spender) view returns (uint256)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function balanceOf(address account) view returns (uint256)',
  'function decimals() view returns (uint8)',
] as const;

/** ERC-1271: what a contract says of a signature in its name. */
export const CONTRACT_SIGNATURE_ABI = [
  'function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)',
] as const;
export const CONTRACT_SIGNATURE_IS_VALID = '0x1626ba7e';
