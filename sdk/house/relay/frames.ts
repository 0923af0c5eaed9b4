/** What a relay and its clients say to each other: one JSON document in each frame of a WebSocket. */
import { z } from 'zod';

import { hex } from '../../files/words.ts';
import { MOST_LETTER_BYTES } from '../rfq/mailbox.ts';

const MOST_LETTER_CHARACTERS = 4 * Math.ceil(MOST_LETTER_BYTES / 3);
/** A letter in base64 and what stands around it. */
export const MOST_FRAME_BYTES = MOST_LETTER_CHARACTERS + 512;

const channel = hex(32);
const letter = z
  .string()
  .min(1)
  .max(MOST_LETTER_CHARACTERS)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'expected base64');
/** A request's own number, which its answer repeats. */
const request = z.int().min(0);

const asking = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('post'), request, channel, letter }),
  z.strictObject({ type: z.literal('read'), request, channel }),
]);

export const REFUSALS = ['full', 'busy', 'reads'] as const;

const telling = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('done'), request }),
  z.strictObject({ type: z.literal('refused'), request, why: z.enum(REFUSALS) }),
  z.strictObject({ type: z.literal('letter'), channel, letter }),
]);

/** From a client. */
export type Asking = z.infer<typeof asking>;
/** From a relay. */
export type Telling = z.infer<typeof telling>;

function read<Schema extends z.ZodType>(schema: Schema, frame: string): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(frame)).data;
  } catch {
    return undefined;
  }
}

/** Undefined for what is no frame of this protocol. */
export const readAsking = (frame: string): Asking | undefined => read(asking, frame);
export const readTelling = (frame: string): Telling | undefined => read(telling, frame);
