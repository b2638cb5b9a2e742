import assert from 'node:assert/strict';
import {
  ARTIFACTS,
  artifactFileName,
  ignoredReason,
  isVersion,
  parseArtifactFileName,
} from '../core.js';
import type { Target } from '../target.js';

export const names: Target = {
  name: 'names',
  words: ['meta_model_v', 'feature_scaler_v', 'model_config_v', '.joblib', '.json', '1.0', '\n'],
  longest: 4_096,
  check(input) {
    const name = input.toString('utf8');
    const found = parseArtifactFileName(name);
    const reason = ignoredReason(name);
    if (found) {
      assert.equal(artifactFileName(found.artifact, found.version), name);
      assert.ok(isVersion(found.version));
    }
    const begins = /^(?:meta_model|feature_scaler|model_config)/i.test(name);
    assert.equal(reason !== null, begins && found === null);
    if (reason === 'wrong-case') assert.ok(parseArtifactFileName(name.toLowerCase()));
    for (const artifact of ARTIFACTS) {
      const expected = isVersion(name) ? { artifact, version: name } : null;
      assert.deepEqual(parseArtifactFileName(artifactFileName(artifact, name)), expected);
    }
  },
};
