// Inspects one file: path, and the word sha256 where its digest is wanted as well.
import { inspectFile } from '../../packages/artifact-inspector/dist/index.js';

const [path, digest] = process.argv.slice(2);
const { verdict } = await inspectFile(path, { sha256: digest === 'sha256' });
console.log(verdict);
