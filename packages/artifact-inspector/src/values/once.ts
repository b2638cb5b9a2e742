import type { Import } from './values.js';

/**
 * The same answer for each import, found once: a forest has thousands of objects of one class.
 *
 * @example const isOfNumpy = onceForEach(({ module }) => module === 'numpy');
 */
export function onceForEach<Answer extends object | boolean>(
  find: (type: Import) => Answer,
): (type: Import) => Answer {
  const found = new WeakMap<Import, Answer>();
  return (type) => {
    let answer = found.get(type);
    if (answer === undefined) {
      answer = find(type);
      found.set(type, answer);
    }
    return answer;
  };
}
