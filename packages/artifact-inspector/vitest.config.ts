import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'artifact-inspector', include: ['test/**/*.test.ts'] },
});
