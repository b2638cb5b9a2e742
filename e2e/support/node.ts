/**
 * The Node that runs the programs: this one, unless `TEST_NODE` names another, on which the tests
 * themselves may not run.
 */
export const NODE = process.env.TEST_NODE || process.execPath;

/** Whether programs may be run in this process. */
export const IS_OWN_NODE = NODE === process.execPath;
