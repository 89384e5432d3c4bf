/**
 * A text classifier in ONNX's protobuf, by hand: the mean of its tokens' rows is its logits. Numbers of the fields as in
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export const tinyNetwork = (rows: readonly (readonly number[])[]): Uint8Array => {
  const labels = rows[0]!.length;
  const floats = new Uint8Array(Float32Array.from(rows.flat()).buffer);
  const table = [number(1, rows.length), number(1, labels), number(2, FLOAT), text(8, 'table'), bytes(9, floats)];
  const attribute = (name: string, field: number, value: number, type: number) =>
    message(5, [text(1, name), number(field, value), number(20, type)]);
  const gather = [text(1, 'table'), text(1, 'input_ids'), text(2, 'found'), text(4, 'Gather')];
  const mean = [
    ...[text(1, 'found'), text(2, 'logits'), text(4, 'ReduceMean')],
    ...[attribute('axes', 8, 1, INTS), attribute('keepdims', 3, 0, INT)],
  ];
  const graph = [
    ...[message(1, gather), message(1, mean), text(2, 'tiny'), message(5, table)],
    ...[tensor(11, 'input_ids', INT64), tensor(11, 'attention_mask', INT64), tensor(12, 'logits', FLOAT)],
  ];
  return Buffer.concat([number(1, 8), message(7, graph), message(8, [text(1, ''), number(2, 13)])]);
};

const FLOAT = 1;
const INT64 = 7;
const INT = 2;
const INTS = 7;

/** Of two dimensions, the second one as long as it comes. */
const tensor = (field: number, name: string, type: number): Buffer => {
  const shape = [message(1, [number(1, 1)]), message(1, [text(2, name)])];
  return message(field, [text(1, name), message(2, [message(1, [number(1, type), message(2, shape)])])]);
};

const varint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 0x80))];
const number = (field: number, value: number): Buffer => Buffer.from([...varint(field * 8), ...varint(value)]);
const bytes = (field: number, value: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(value.length)]), value]);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));
const message = (field: number, parts: readonly Buffer[]): Buffer => bytes(field, Buffer.concat(parts));
