import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'fs-scanner', include: ['test/**/*.test.ts'] },
});
