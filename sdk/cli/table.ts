import Table from 'cli-table3';

type Align = 'left' | 'right';

/** A plain table without lines between its rows. A column with a leading `>` in its head is set to the right. */
export function renderTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const align = head.map((title): Align => (title.startsWith('>') ? 'right' : 'left'));
  const table = new Table({
    head: head.map((title) => title.replace(/^>/, '')),
    colAligns: align,
    style: { head: [], border: [], compact: true },
  });
  rows.forEach((row) => table.push([...row]));
  return table.toString();
}
