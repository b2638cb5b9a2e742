import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'selector', include: ['test/**/*.test.ts'] },
});
