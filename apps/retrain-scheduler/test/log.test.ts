import { expect, it } from 'vitest';
import { humanLog } from '../src/log.js';

it('a detail that fits on a line keeps its spaces, as an example in YAML needs them', () => {
  let shown = '';
  const log = humanLog({
    show(text) {
      shown += text;
    },
  });
  log('error', 'error', 'missing, for example:', {}, ['operations:', '  model_rotation:']);
  expect(shown).toBe(
    'model-registry-retrain: missing, for example:\n  operations:\n    model_rotation:\n',
  );
});
