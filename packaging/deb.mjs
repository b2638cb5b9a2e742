// Makes the package for Debian and Ubuntu from the built programs: the same bytes each time.
// Needs dpkg-deb, of the package dpkg.
//
//     node packaging/deb.mjs FOLDER     prints the name of the file that it made there
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  builtFiles,
  makeFolder,
  outputOf,
  PROGRAMS,
  read,
  releaseTime,
  VERSION,
} from './facts.mjs';
import { manPage } from './man-page.mjs';

const NAME = 'model-registry';
const LIBRARY = `usr/lib/${NAME}`;
const DOC = `usr/share/doc/${NAME}`;
const MAINTAINER = 'model-registry authors <model-registry@users.noreply.invalid>';
const time = releaseTime();

/** Where each shell looks for completions that came with a package. */
const COMPLETIONS = {
  bash: (program) => `usr/share/bash-completion/completions/${program}`,
  zsh: (program) => `usr/share/zsh/vendor-completions/_${program}`,
  fish: (program) => `usr/share/fish/vendor_completions.d/${program}.fish`,
};

const out = makeFolder(resolve(process.argv[2] ?? '.'));
const root = mkdtempSync(join(tmpdir(), 'model-registry-deb-'));
try {
  chmodSync(root, 0o755);
  const files = contents();
  for (const { path, content, mode } of files) put(path, content, mode);
  for (const program of PROGRAMS) {
    makeRoom('usr/bin');
    symlinkSync(`../lib/${NAME}/${program}.cjs`, join(root, 'usr/bin', program));
  }
  put('DEBIAN/control', control(files));
  for (const script of ['postinst', 'prerm', 'triggers']) {
    const mode = script === 'triggers' ? 0o644 : 0o755;
    put(`DEBIAN/${script}`, read(`packaging/deb/${script}`), mode);
  }
  put('DEBIAN/md5sums', files.map(({ path, content }) => `${md5(content)}  ${path}\n`).join(''));
  const file = `${NAME}_${VERSION}_all.deb`;
  // In one thread, since the compressed bytes depend on how the work is divided.
  const words = ['-Zxz', '--root-owner-group', '--build', root, join(out, file)];
  execFileSync('dpkg-deb', words, {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(time), DPKG_DEB_THREADS_MAX: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.log(file);
} finally {
  rmSync(root, { recursive: true });
}

/** Every file but those of dpkg itself. */
function contents() {
  const pages = PROGRAMS.flatMap(pagesOf);
  const files = [...builtFiles().map(installed), ...pages, ...units(), ...documentation()];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function installed({ name, path }) {
  const content = readFileSync(path, 'utf8');
  const isCalled = content.startsWith('#!');
  return {
    path: `${LIBRARY}/${name}`,
    content: isCalled ? withOwnNode(content) : content,
    mode: isCalled ? 0o755 : 0o644,
  };
}

/** Its manual page, and its completion in each shell. */
function pagesOf(program) {
  const page = manPage(program, (words) => outputOf(program, [...words, '--help']), {
    version: VERSION,
    date: new Date(time * 1000).toISOString().slice(0, 10),
    seeAlso: PROGRAMS.filter((other) => other !== program),
  });
  return [
    { path: `usr/share/man/man1/${program}.1.gz`, content: compressed(page) },
    ...Object.entries(COMPLETIONS).map(([shell, pathOf]) => ({
      path: pathOf(program),
      content: completion(program, shell),
    })),
  ];
}

/** With the Node that this package depends on, whatever else is in the PATH. */
function withOwnNode(script) {
  return script.replace(/^#!.*/, '#!/usr/bin/node');
}

function completion(program, shell) {
  const hasVerbs = /^Usage: .*COMMAND/m.test(outputOf(program, ['--help']));
  return outputOf(program, hasVerbs ? ['completion', shell] : ['--completion', shell]);
}

function units() {
  return ['service', 'timer'].map((kind) => ({
    path: `usr/lib/systemd/system/${NAME}-retrain@.${kind}`,
    content: read(`packaging/deb/${NAME}-retrain@.${kind}`),
  }));
}

function documentation() {
  return [
    { path: `${DOC}/copyright`, content: copyright() },
    { path: `${DOC}/changelog.gz`, content: compressed(changelog()) },
    { path: `${DOC}/README.md.gz`, content: compressed(read('README.md')) },
    { path: `${DOC}/install.md.gz`, content: compressed(read('docs/install.md')) },
  ];
}

/** The license, in the form that Debian reads. */
function copyright() {
  const [title = '', holder = '', ...text] = read('LICENSE').trim().split('\n\n');
  const paragraphs = text.map((part) => part.replaceAll(/^/gm, ' ')).join('\n .\n');
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ${NAME}

Files: *
Copyright: ${holder.replace('Copyright (c) ', '')}
License: ${title.includes('MIT') ? 'Expat' : title}
${paragraphs}
`;
}

/** What is new in this version, in the form that Debian reads. */
function changelog() {
  const [, section = ''] =
    new RegExp(`^## ${VERSION}\n([\\s\\S]*?)(?=^## |(?![\\s\\S]))`, 'm').exec(
      read('apps/cli/CHANGELOG.md'),
    ) ?? [];
  const items = section.match(/^- .*(?:\n {2}.*)*/gm) ?? ['- A new version.'];
  const changes = items.map((item) => {
    const words = item.replace(/^- (?:[0-9a-f]{7}: )?/, '').replace(/\s+/g, ' ');
    return `  * ${words.replace(/(.{1,74})(?: |$)/g, '\n    $1').trim()}`;
  });
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  return `${NAME} (${VERSION}) stable; urgency=medium

${changes.join('\n')}

 -- ${MAINTAINER}  ${date}
`;
}

function control(files) {
  const kibibytes = files.map(({ content }) => Math.ceil(Buffer.byteLength(content) / 1024));
  return `Package: ${NAME}
Version: ${VERSION}
Architecture: all
Maintainer: ${MAINTAINER}
Installed-Size: ${kibibytes.reduce((sum, size) => sum + size, 0)}
Depends: nodejs (>= 18.19), util-linux (>= 2.33)
Section: utils
Priority: optional
Description: select, verify, train and publish versions of joblib models
 For a program with trained joblib models on a small server, a trading bot for
 example: model-registry says which version in a folder may be loaded now, and
 why not the others, without executing what is in them. Training runs behind a
 gate, and what it makes is published in one step.
 .
 model-registry-installer asks in an install script whether to train, and
 model-registry-retrain trains by itself when a new model is due.
`;
}

function put(path, content, mode = 0o644) {
  makeRoom(dirname(path));
  writeFileSync(join(root, path), content);
  chmodSync(join(root, path), mode);
}

/** With a mode that does not depend on the umask. */
function makeRoom(path) {
  if (path === '.') return;
  makeRoom(dirname(path));
  mkdirSync(join(root, path), { recursive: true });
  chmodSync(join(root, path), 0o755);
}

/** As gzip -9n does it: Node's own writes no name and no time. */
function compressed(text) {
  return gzipSync(text, { level: 9 });
}

function md5(content) {
  return createHash('md5').update(content).digest('hex');
}
