import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the programs are: in this checkout, unless `TEST_PROGRAMS` names the folder of installed ones. */
const INSTALLED = process.env.TEST_PROGRAMS;

/** Whether what is tested is of this checkout, and so the same as its source. */
export const ARE_OWN_PROGRAMS = !INSTALLED;

/** The file of a built program. */
export function programFile(app: string, name: string): string {
  const own = fileURLToPath(new URL(`../../apps/${app}/dist`, import.meta.url));
  return join(INSTALLED || own, `${name}.cjs`);
}
