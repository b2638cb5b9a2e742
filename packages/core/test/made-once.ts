/**
 * Makes what the core makes only once, at its first use. Mutation testing runs those tests that
 * reach a mutant; without this, of a schema's mutants that would be the first test alone.
 */
import {
  parseConfig,
  parseJournalEntry,
  parsePins,
  parseRetrainState,
  recordedFingerprints,
} from '../src/index.js';

const selection = { performance: { metric: 'auc' } };
const uses = [
  () => parseConfig({ model: { selection }, operations: { model_rotation: {} } }),
  () => parseJournalEntry({}),
  () => parsePins({}),
  () => parseRetrainState({}),
  () => recordedFingerprints({}),
];
for (const use of uses) {
  try {
    use();
  } catch {
    // Of a mutant: the tests have to tell.
  }
}
