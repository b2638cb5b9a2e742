/** Numbers below `below`, the same in every run. */
export function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const INTERESTING = [
  ...Buffer.from('.0(tR)}]bcegijloprqsuVXIS'),
  0x80,
  0x81,
  0x82,
  0x8c,
  0x92,
  0x93,
  0x94,
  0x95,
  0,
  1,
  255,
];
const CALL = Buffer.from('cposix\ngetpid\n)R');

/** One to three changes: a byte, a bit, bytes left out, doubled or moved, a call put in. */
export function mutate(content: Buffer, random: (below: number) => number): Buffer {
  let result = Buffer.from(content);
  for (let change = random(3); change >= 0; change--) {
    const at = random(result.length);
    const length = random(20);
    const before = result.subarray(0, at);
    const part = result.subarray(at, at + length);
    const after = result.subarray(at + length);
    const kind = random(7);
    if (kind === 0) result[at] = random(256);
    else if (kind === 1) result[at] = INTERESTING[random(INTERESTING.length)] as number;
    else if (kind === 2) result[at] = (result[at] as number) ^ (1 << random(8));
    else if (kind === 3) result = Buffer.concat([before, after]);
    else if (kind === 4) result = Buffer.concat([before, part, part, after]);
    else if (kind === 5) result = Buffer.concat([before, CALL, part, after]);
    else result = Buffer.concat([part, before, after]);
  }
  return result;
}
