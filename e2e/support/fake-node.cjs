// Preloaded: this Node says that it is another one.
const node = process.env.FAKE_NODE;
Object.defineProperty(process, 'versions', { value: { ...process.versions, node } });
Object.defineProperty(process, 'version', { value: `v${node}` });
