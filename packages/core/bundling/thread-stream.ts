/** What the programs have in place of the package of this name: pino needs it to log in a thread, which none does. */
export default null;
