import type { Random } from './random.js';
import type { Target } from './target.js';

/** One of so many changes makes an input long: for what takes more time than it should. */
const RARELY = 500;

/** An input made of one of the corpus by one to five changes. */
export function mutate(
  corpus: readonly Buffer[],
  { words, longest }: Pick<Target, 'words' | 'longest'>,
  random: Random,
): Buffer {
  const any = () => corpus[random(corpus.length)] as Buffer;
  const word = () => Buffer.from(words[random(words.length)] ?? '', 'latin1');
  let input = any();
  for (let change = random(5); change >= 0; change -= 1) {
    const at = random(input.length + 1);
    const [before, part, after] = cut(input, at, random(1 << random(7)));
    const changed = () => {
      switch (random(9)) {
        case 0:
          return [before, Buffer.of(random(256)), input.subarray(at + 1)];
        case 1:
          return [before, flip(input.subarray(at, at + 1), random(8)), input.subarray(at + 1)];
        case 2:
          return [before, after];
        case 3:
          return [before, part, part, after];
        case 4:
          return [before, word(), part, after];
        case 5:
          return [before, word(), after];
        case 6:
          return [before, slice(any(), random), after];
        case 7:
          return [part, before, after];
        default:
          return [before, digit(random), input.subarray(at + 1)];
      }
    };
    input = Buffer.concat(changed());
    if (part.length > 0 && random(RARELY) === 0) {
      const times = random(Math.floor(longest / part.length));
      input = Buffer.concat([before, ...Array<Buffer>(times).fill(part), after]);
    }
  }
  return input.subarray(0, longest);
}

function cut(input: Buffer, at: number, length: number): [Buffer, Buffer, Buffer] {
  return [input.subarray(0, at), input.subarray(at, at + length), input.subarray(at + length)];
}

function slice(input: Buffer, random: Random): Buffer {
  const from = random(input.length + 1);
  return input.subarray(from, from + random(input.length - from + 1));
}

function flip(byte: Buffer, bit: number): Buffer {
  return Buffer.from(byte.map((value) => value ^ (1 << bit)));
}

function digit(random: Random): Buffer {
  return Buffer.from(String(random(10)));
}
