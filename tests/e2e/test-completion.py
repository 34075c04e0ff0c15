#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What bash and zsh offer for plumbctl: every command, every option, the taught poses and the profiles.

The shells' own part is stood in for; the functions run as they are installed.
Environment: as rig.py; COMPLETION names the folder with them.
"""
import os
import re
import shutil
import subprocess

from rig import PLUMBCTL, check, run

COMPLETION = os.environ["COMPLETION"]
FILES = "(files)"

BASH = """. "$COMPLETION/plumbctl.bash"
compopt() { echo "(files)"; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_plumbctl "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""

ZSH = """compadd() { if [[ $1 == -a ]]; then print -l -- ${(P)2}; else print -l -- $@; fi }
_describe() { print -l -- ${${(P)2}%%:*}; }
_files() { print "(files)"; }
_message() { }
_call_program() { shift; eval "$@" 2>/dev/null; }
words=("$@") CURRENT=$# PREFIX=${@[-1]}
. $COMPLETION/_plumbctl
"""

SHELLS = {"bash": ["bash", "-c", BASH, "bash"], "zsh": ["zsh", "-fc", ZSH, "zsh"]}


def offered(shell, *words):
    """What begins like the last of the words, a shell's own filter for those that leave it so."""
    done = subprocess.run(SHELLS[shell] + [PLUMBCTL] + list(words), text=True,
                          capture_output=True)
    check(not done.stderr, "%s: %s: %s" % (shell, words, done.stderr))
    return {w for w in done.stdout.split() if w.startswith(words[-1]) or w == FILES}


def expect(shell, what, *words):
    got = offered(shell, *words)
    check(got == set(what), "%s: plumbctl %s: offered %s, not %s" %
          (shell, " ".join(words), sorted(got), sorted(what)))


def help_of(*words):
    return subprocess.run([PLUMBCTL] + list(words) + ["--help"], text=True,
                          capture_output=True).stdout


def commands():
    listed = help_of().split("\n\n")[2]
    return [line.split()[0] for line in listed.splitlines()]


def words_and_options(shell):
    expect(shell, commands(), "")
    expect(shell, ["stats", "status"], "sta")
    expect(shell, ["--bus", "--json", "--help", "--version"], "--")
    expect(shell, ["session"], "--bus", "se")
    for c in commands():
        expect(shell, re.findall(r"--[a-z0-9-]+", help_of(c)), c, "--")
    expect(shell, ["leaning-left"], "learn", "typing", "--posture", "leaning-l")
    expect(shell, ["csv"], "analyze", "--format", "c")
    expect(shell, [], "learn", "--seconds", "")
    expect(shell, ["30m"], "pause", "3")
    expect(shell, [], "pause", "30m", "")
    expect(shell, [], "status", "")
    expect(shell, [FILES], "analyze", "")
    expect(shell, [FILES], "analyze", "--config", "")


def poses_and_profiles(shell, bus):
    expect(shell, ["typing", "upright"], "--bus", bus, "forget", "")
    expect(shell, ["typing"], "--bus", bus, "forget", "t")
    expect(shell, ["typing"], "--bus", bus, "learn", "ty")
    expect(shell, [], "--bus", bus + "-not", "forget", "")
    expect(shell, ["auto", "standing", "meeting"], "--bus", bus, "profile", "")
    expect(shell, ["meeting"], "--bus", bus, "profile", "m")
    expect(shell, [], "--bus", bus, "profile", "meeting", "")
    expect(shell, ["auto"], "--bus", bus + "-not", "profile", "")


def offers_all(rig, shell):
    if not shutil.which(shell):
        print("SKIPPED: %s is not installed" % shell)
        return
    words_and_options(shell)
    config = rig.write("plumbd.conf", "profiles: { standing: { }; meeting: { }; };\n")
    rig.plumbd("--config", config, "--source", "sim:demo", "--speed", "20")
    rig.learn("upright", 2)
    rig.learn("typing", 2)
    poses_and_profiles(shell, rig.bus)


def bash_offers_commands_options_poses_and_profiles(rig):
    offers_all(rig, "bash")


def zsh_offers_commands_options_poses_and_profiles(rig):
    offers_all(rig, "zsh")


run(bash_offers_commands_options_poses_and_profiles,
    zsh_offers_commands_options_poses_and_profiles)
