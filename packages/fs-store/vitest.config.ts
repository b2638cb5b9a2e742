import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'fs-store', include: ['test/**/*.test.ts'] },
});
