/** Rows of a CSV file without quoted fields, each as a reader of its fields by name. */
export function readCsv(text: string): ((name: string) => string)[] {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const columns = new Map(header.split(',').map((name, index) => [name, index]));
  return lines.map((line) => {
    const fields = line.split(',');
    return (name) => {
      const field = fields[columns.get(name) ?? -1];
      if (field === undefined) throw new Error(`readCsv: expected a field ${name}, got none in ${line}`);
      return field;
    };
  });
}
