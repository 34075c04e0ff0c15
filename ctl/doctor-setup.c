/* SPDX-License-Identifier: MIT */
/*
 * What plumbd was told and taught, where it keeps that, and what day it is
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "doctor.h"
#include "fixed.h"

#define OLD_DAYS    30
#define GRADE_GOOD  50 /* the catalog's word: below it is worth teaching again */
#define FREE_KIB    1024
#define SEC_PER_DAY 86400
#define DAWN_SEC    1735689600 /* 2025-01-01: before this program */
#define SLACK_SEC   3600       /* a clock may be put back by so much and be right */

#define NEXT_LEARN "sudo plumbctl learn"

static void next_edit(char next[DOCTOR_NEXT_MAX], const struct doctor_setup *s)
{
	snprintf(next, DOCTOR_NEXT_MAX, "sudoedit %s", s->config_path);
}

void doctor_config(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_setup *s = &f->setup;
	char next[DOCTOR_NEXT_MAX];

	next_edit(next, s);
	if (s->config_result == -EACCES)
		doctor_warn(r, "sudo plumbctl doctor", "%s", s->config_error.text);
	else if (s->config_result)
		doctor_fail(r, next, "%s", s->config_error.text);
	else if (s->config_found)
		doctor_ok(r, "%s holds no error", s->config_path);
	else
		doctor_ok(r, "%s is not there: the defaults hold", s->config_path);
}

static void judge_owner(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_setup *s = &f->setup;
	uint32_t owner = f->daemon.running ? f->daemon.uid : f->system.plumbd_uid;
	char next[DOCTOR_NEXT_MAX];

	snprintf(next, sizeof(next), "sudo chown -R plumbd:plumbd %s", s->state_path);
	if (owner && owner != s->state_uid && (f->daemon.running || f->system.has_plumbd))
		doctor_fail(r, next, "%s is not plumbd's: poses cannot be saved", s->state_path);
	else if (f->daemon.running || f->system.has_plumbd || s->state_may)
		doctor_ok(r, "poses are kept in %s, which can be written", s->state_path);
	else
		doctor_warn(r, next, "%s cannot be written by user %s", s->state_path,
			    f->system.user);
}

void doctor_state(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_setup *s = &f->setup;

	if (s->state_error == -ENOENT && !f->daemon.running)
		doctor_ok(r, "%s is not there yet: plumbd makes it when it starts", s->state_path);
	else if (s->state_error)
		doctor_fail(r, "sudo systemctl restart plumbd", "%s: %s", s->state_path,
			    strerror(-s->state_error));
	else if (s->state_read_only)
		doctor_fail(r, "sudo dmesg --level=err", "%s is on a disk mounted read-only",
			    s->state_path);
	else if (s->state_free_kib < FREE_KIB)
		doctor_fail(r, "sudo journalctl --vacuum-size=100M",
			    "the disk of %s is full: poses cannot be saved", s->state_path);
	else
		judge_owner(f, r);
}

/* The taught poses in short, as plumbd has them, or else its file. */
struct summary {
	bool known;
	unsigned n, good;
	char worst[STATE_WORD_MAX]; /* the pose of the lowest grade */
	unsigned worst_grade;
	char newest[STATE_WORD_MAX]; /* the good pose taught last */
	int64_t newest_sec;
};

static void add_pose(struct summary *s, const char *name, bool good, unsigned grade, int64_t sec)
{
	if (s->n++ == 0 || grade < s->worst_grade) {
		snprintf(s->worst, sizeof(s->worst), "%s", name);
		s->worst_grade = grade;
	}
	if (!good)
		return;
	if (s->good++ == 0 || sec > s->newest_sec) {
		snprintf(s->newest, sizeof(s->newest), "%s", name);
		s->newest_sec = sec;
	}
}

static struct summary sum_up(const struct doctor_facts *f)
{
	const struct state_poses *told = &f->daemon.state.poses;
	const struct pose_set *kept = &f->setup.poses;
	struct summary s = { 0 };

	if (f->daemon.answers) {
		s.known = true;
		for (unsigned i = 0; i < told->n; i++)
			add_pose(&s, told->pose[i].name, told->pose[i].good, told->pose[i].grade,
				 (int64_t)(told->pose[i].learned_usec / US_PER_SEC));
	} else if (f->setup.poses_result == 0 || f->setup.poses_result == -ENOENT) {
		s.known = true;
		for (unsigned i = 0; f->setup.poses_result == 0 && i < kept->n; i++)
			add_pose(&s, kept->pose[i].name, kept->pose[i].good, kept->pose[i].grade,
				 kept->pose[i].learned_sec);
	}
	return s;
}

static void judge_unread(const struct doctor_setup *s, struct doctor_report *r)
{
	if (s->poses_result == -EACCES)
		doctor_warn(r, "sudo plumbctl doctor", "the taught poses cannot be read: %s",
			    s->poses_error.text);
	else
		doctor_fail(r, NEXT_LEARN, "the taught poses cannot be read: %s",
			    s->poses_error.text);
}

void doctor_poses(const struct doctor_facts *f, struct doctor_report *r)
{
	struct summary s = sum_up(f);
	char next[DOCTOR_NEXT_MAX];

	snprintf(next, sizeof(next), "sudo plumbctl learn %s", s.worst);
	if (!s.known)
		judge_unread(&f->setup, r);
	else if (s.n == 0)
		doctor_warn(r, NEXT_LEARN, "no pose is taught: plumbd cannot tell how you sit");
	else if (s.good == 0)
		doctor_warn(r, "sudo plumbctl learn upright",
			    "no good pose is taught: plumbd has nothing to compare with");
	else if (s.worst_grade < GRADE_GOOD)
		doctor_warn(
			r, next,
			"pose %s was taught with grade %u of 100: hold still and teach it again",
			s.worst, s.worst_grade);
	else
		doctor_ok(r, "%u %s taught, %u good", s.n, s.n == 1 ? "pose is" : "poses are",
			  s.good);
}

void doctor_age(const struct doctor_facts *f, struct doctor_report *r)
{
	struct summary s = sum_up(f);
	int64_t days = ((int64_t)(f->setup.real_us / US_PER_SEC) - s.newest_sec) / SEC_PER_DAY;
	char next[DOCTOR_NEXT_MAX];

	if (!s.known || s.good == 0 || days < 0)
		return;
	snprintf(next, sizeof(next), "sudo plumbctl learn %s", s.newest);
	if (days > OLD_DAYS)
		doctor_warn(r, next,
			    "the newest good pose, %s, is %" PRId64 " days old: sensors wander and "
			    "backs change, teach it again",
			    s.newest, days);
	else
		doctor_ok(r, "the newest good pose, %s, is %" PRId64 " day%s old", s.newest, days,
			  days == 1 ? "" : "s");
}

/* A Pi has no clock of its own: before it heard the time it lives in the past. */
void doctor_clock(const struct doctor_facts *f, struct doctor_report *r)
{
	struct summary s = sum_up(f);
	int64_t now_sec = (int64_t)(f->setup.real_us / US_PER_SEC);

	if (now_sec < DAWN_SEC || (s.good && now_sec < s.newest_sec - SLACK_SEC))
		doctor_fail(r, "timedatectl",
			    "the clock is behind: quiet hours and the sums of the day are wrong");
	else if (!f->setup.clock_synced)
		doctor_warn(r, "timedatectl",
			    "the clock is not synchronised: quiet hours may be off");
	else
		doctor_ok(r, "the clock is synchronised");
}
