import { ARE_OWN_PROGRAMS } from './programs.js';

/**
 * The Node that runs the programs: this one, unless `TEST_NODE` names another, on which the tests
 * themselves may not run.
 */
export const NODE = process.env.TEST_NODE || process.execPath;

/** Whether programs may be run in this process: they would run on this Node, and from this source. */
export const MAY_RUN_HERE = NODE === process.execPath && ARE_OWN_PROGRAMS;
