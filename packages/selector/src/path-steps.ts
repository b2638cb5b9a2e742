import { readlinkSync } from 'node:fs';
import { isAbsolute, join, parse, sep } from 'node:path';

/** A name, and the folder that it is looked up in. */
export interface Step {
  /** Absolute, with no symlink in it. */
  readonly folder: string;
  readonly name: string;
}

/** The kernel follows no more symlinks for one path. */
const MOST_LINKS = 40;

/**
 * The lookups that lead to a path, symlinks followed as the kernel does: when one of these names
 * changes, the path may lead elsewhere. What is missing is a step as well.
 *
 * @param path absolute
 * @example stepsTo('/srv/models') // '/' and 'srv', '/srv' and 'models'
 */
export function stepsTo(path: string): Step[] {
  const { root } = parse(path);
  const names = path.slice(root.length).split(sep);
  const steps: Step[] = [];
  let folder = root;
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    steps.push({ folder, name });
    const place = join(folder, name);
    const target = targetOf(place);
    if (target === null) {
      folder = place;
    } else {
      links += 1;
      if (links > MOST_LINKS) break;
      if (isAbsolute(target)) folder = root;
      names.unshift(...target.split(sep));
    }
  }
  return steps;
}

/** Where a symlink points; null where there is none. */
function targetOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
