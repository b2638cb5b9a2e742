import { readLong } from './arguments.js';
import type { ByteSource } from './byte-source.js';
import { LONGEST_STRING } from './limits.js';
import type { Machine } from './machine.js';
import { OTHER, type TextEncoding, type Value } from './values.js';

/** LONG1 and LONG4. */
export function readInteger({ decoder }: Machine, source: ByteSource): Value {
  return decoder.payloadStart < 0 ? OTHER : readLong(payload(decoder, source));
}

/** Counted text. */
export function readText(machine: Machine, source: ByteSource, encoding: 'utf8' | 'latin1'): Value {
  const { payloadStart, payloadEnd, payloadLength } = machine.decoder;
  return payloadLength <= LONGEST_STRING
    ? source.window.toString(encoding, payloadStart, payloadEnd)
    : describe(machine, source, encoding);
}

/** STRING and UNICODE: text up to the end of the line. */
export function readLine(
  machine: Machine,
  source: ByteSource,
  parse: (line: string) => string,
): Value {
  const { payloadStart, payloadEnd, payloadLength } = machine.decoder;
  return payloadLength <= LONGEST_STRING
    ? parse(source.window.toString('latin1', payloadStart, payloadEnd))
    : describe(machine, source, 'raw-unicode');
}

export function readBytes(machine: Machine, source: ByteSource): Value {
  machine.budget.countNodes(1);
  const { payloadLength: length } = machine.decoder;
  return { kind: 'bytes', length, data: kept(machine, source) };
}

function describe(machine: Machine, source: ByteSource, encoding: TextEncoding): Value {
  machine.budget.countNodes(1);
  const { payloadLength: length } = machine.decoder;
  return { kind: 'text', length, bytes: kept(machine, source), encoding };
}

function kept({ budget, decoder }: Machine, source: ByteSource): Buffer | null {
  return decoder.payloadStart < 0 ? null : budget.keep(payload(decoder, source));
}

function payload({ payloadStart, payloadEnd }: Machine['decoder'], { window }: ByteSource): Buffer {
  return window.subarray(payloadStart, payloadEnd);
}
