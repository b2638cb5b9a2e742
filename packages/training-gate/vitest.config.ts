import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'training-gate', include: ['test/**/*.test.ts'] },
});
