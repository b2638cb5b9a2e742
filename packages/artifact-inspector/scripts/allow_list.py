"""Writes the allow-list from files of real libraries.

    python3 scripts/allow_list.py FOLDER [ENVIRONMENT ...]
    python3 scripts/allow_list.py --samples FOLDER ENVIRONMENT     only makes the sample files

For each environment of environments.txt (or those named): makes a virtual environment in FOLDER, makes
sample files in it, and writes what they import to names/ENVIRONMENT.txt. Then it writes
src/policy/allow-list-names.ts from all of names/. A new release of a library is a line in
environments.txt, one run, and a diff to read: each new name has to be harmless when it is built or
referred to. What is called needs an entry in src/policy/*-callables.ts: a test names those without one.
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = f'{HERE}/../names'
OUT = f'{HERE}/../src/policy/allow-list-names.ts'


def environments():
    """Name, Python and requirements of each line."""
    with open(f'{HERE}/environments.txt') as file:
        lines = [line.split('#')[0].split() for line in file]
    return {line[0]: (line[1], line[2:]) for line in lines if line}


def make_samples(folder, name, python, requirements):
    """Makes the environment and its sample files, in FOLDER/NAME-samples; returns what these import."""
    home = f'{folder}/{name}'
    if requirements and not os.path.exists(home):
        subprocess.run([python, '-m', 'venv', home], check=True)
        plain = [one for one in requirements if not one.startswith('--')]
        alone = [one[2:] for one in requirements if one.startswith('--')]
        subprocess.run([f'{home}/bin/pip', 'install', '-q', *plain], check=True)
        if alone:
            subprocess.run([f'{home}/bin/pip', 'install', '-q', '--no-deps', *alone], check=True)
    program = f'{home}/bin/python' if requirements else python
    script = [program, f'{HERE}/make_samples.py', f'{folder}/{name}-samples', '--more', '--list']
    with open(f'{folder}/{name}.log', 'w') as log:
        listed = subprocess.run(script, cwd=folder, stdout=subprocess.PIPE, stderr=log, check=True, text=True)
    return listed.stdout


def make_names(folder, name, python, requirements):
    listed = make_samples(folder, name, python, requirements)
    with open(f'{NAMES}/{name}.txt', 'w') as file:
        file.write(listed)


def read_names():
    """What is called and what is referred to, as pairs, and the versions that they come from."""
    pairs, versions = {'called': set(), 'referred': set()}, []
    for entry in sorted(os.listdir(NAMES)):
        with open(f'{NAMES}/{entry}') as file:
            for line in file:
                if line.startswith('#'):
                    versions.append(f'// {entry[:-4]}: {line[2:].strip()}')
                elif line.startswith(' '):
                    module, *names = line.split()
                    pairs[part].update((module, name) for name in names)
                else:
                    part = line.strip()
    return pairs, versions


def write_list(pairs, versions):
    modules = {}
    for module, name in sorted(pairs):
        modules.setdefault(module, []).append(name)
    lines = '\n'.join(f'  {module} {" ".join(names)}' for module, names in modules.items())
    with open(OUT, 'w') as file:
        file.write('// Made by scripts/allow_list.py from files of these libraries:\n')
        file.write('\n'.join(versions))
        file.write('\n\n/** What real files build or refer to. A line is a module and its names. */\n')
        file.write(f'export const NAMES = `\n{lines}\n`;\n')


if __name__ == '__main__':
    if sys.argv[1] == '--samples':
        folder, name = sys.argv[2:]
        os.makedirs(folder, exist_ok=True)
        make_samples(os.path.abspath(folder), name, *environments()[name])
        sys.exit()
    folder, *chosen = sys.argv[1:]
    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    os.makedirs(NAMES, exist_ok=True)
    for name, (python, requirements) in environments().items():
        if name in (chosen or environments()):
            make_names(folder, name, python, requirements)
    pairs, versions = read_names()
    write_list(pairs['referred'], versions)
