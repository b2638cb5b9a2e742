import assert from 'node:assert/strict';
import {
  ARTIFACTS,
  artifactFileName,
  DEFAULT_LAYOUT,
  ignoredReason,
  parseArtifactFileName,
  readVersion,
} from '../core.js';
import type { Target } from '../target.js';

export const names: Target = {
  name: 'names',
  words: ['meta_model_v', 'feature_scaler_v', 'model_config_v', '.joblib', '.json', '1.0', '\n'],
  longest: 4_096,
  check(input) {
    const name = input.toString('utf8');
    const found = parseArtifactFileName(DEFAULT_LAYOUT, name);
    const reason = ignoredReason(DEFAULT_LAYOUT, name);
    if (found) {
      assert.equal(artifactFileName(DEFAULT_LAYOUT, found.artifact, found.version), name);
      assert.ok(readVersion('major.minor', found.version));
    }
    const begins = /^(?:meta_model|feature_scaler|model_config)/i.test(name);
    assert.equal(reason !== null, begins && found === null);
    if (reason === 'wrong-case')
      assert.ok(parseArtifactFileName(DEFAULT_LAYOUT, name.toLowerCase()));
    for (const artifact of ARTIFACTS) {
      const numbers = readVersion('major.minor', name);
      const expected = numbers && { artifact, version: name, numbers };
      assert.deepEqual(
        parseArtifactFileName(DEFAULT_LAYOUT, artifactFileName(DEFAULT_LAYOUT, artifact, name)),
        expected,
      );
    }
  },
};
