// Of both sides of every comparison: variables that make each start of Node slower (certificates that are
// read, modules that are preloaded) would make a ratio to it look better than it is.
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...own } = process.env;

export const environment = own;
