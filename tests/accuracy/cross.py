# SPDX-License-Identifier: MIT
"""
plumbctl as it would be had a person never been measured.

lib/people.h holds means of people.  Whoever is among them is judged by a plumbctl built from this
very tree with a people.h made without that person.
"""
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
NO_SOURCES = shutil.ignore_patterns("build", ".git")


def people_of_table():
    """The subjects whose means are in lib/people.h."""
    with open(os.path.join(ROOT, "lib", "people.h")) as f:
        subjects = re.search(r"Subjects: ([\d ,*\n]+)", f.read())
    return {int(n) for n in re.findall(r"\d+", subjects[1])} if subjects else set()


def tables(recordings, scratch):
    """gen-people.py -> {subject: the people.h without that subject}"""
    folder = os.path.join(scratch, "tables")
    subjects = ",".join(map(str, sorted(people_of_table())))
    subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "gen-people.py"),
                    recordings, "--folds", folder, "--subjects", subjects], check=True)
    return {int(name[1:-2]): os.path.join(folder, name) for name in sorted(os.listdir(folder))}


def build(command):
    done = subprocess.run(["cmake"] + command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("accuracy: cmake %s\n%s%s" % (" ".join(command), done.stdout, done.stderr))


def programs(recordings, scratch):
    """-> {subject: a plumbctl that has never heard of that subject}"""
    tree, out = os.path.join(scratch, "tree"), os.path.join(scratch, "build")
    shutil.copytree(ROOT, tree, ignore=NO_SOURCES)
    build(["-S", tree, "-B", out, "-G", "Ninja", "-DBUILD_TESTING=OFF"])
    made = {}
    for subject, table in tables(recordings, scratch).items():
        shutil.copyfile(table, os.path.join(tree, "lib", "people.h"))
        build(["--build", out, "--target", "plumbctl", "-j", "2"])
        made[subject] = os.path.join(scratch, "plumbctl-%d" % subject)
        shutil.copy(os.path.join(out, "ctl", "plumbctl"), made[subject])
    return made
