/* SPDX-License-Identifier: MIT */
/*
 * laws.h - what must hold on every day of the year
 *
 * Words.  In any 3600 s no more than alert.max_per_hour, reminders included; none
 * in quiet hours or while a pause stands, restarts included.
 *
 * Care.  Stretching: stretch_per_day and stretch_gap_min.  A hint about the
 * workplace: one a day, one a week of each posture, and only of a posture that
 * took its 30 minutes on each of the last three days worn.  A professional: one a
 * week, with a knot that was logged within the week, and the list of what not to
 * wait with in the first.  Massage: one a day, the interval since the last one
 * done.  Nothing that was dismissed.  Heat: told at 15 and 20 minutes, and each
 * minute from then on until Done, restarts and sleep included; refused within its
 * gap, beyond its cap, and while it runs, and never otherwise.
 *
 * Sums.  The seconds of each local day in history.db, by posture, verdict and
 * activity, are those of the verdicts the sinks were shown, summed up by the
 * witness: to less than a second, one more for each restart, which loses what is
 * no whole one, and the step that midnight falls into.  So are slouches, alerts, recoveries, the
 * time to correct, and every row of care, alerts and spells.  Minutes and hours add up to the
 * day, and each local hour has what was seen in it.
 *
 * Script.  A lag after the body did something else (laws-script.c, the worst that
 * was seen is shown), and until it does again, what is shown is what the script
 * says.  On a table only, it may be taken for lying down now and then, for five
 * minutes at most: a peak of the sensor's noise begins the minute of stillness anew.
 * Over a day no posture is off by more than three seconds a turn of the body.
 */
#pragma once

#include "year.h"

/* Words and care: called as they are said. */
void laws_word(struct year *y, uint64_t t_us);
void laws_care(struct year *y, const struct care_event *e, uint64_t t_us);

/** laws_done() laws_dismissed() - the wearer did or put off something, now */
void laws_done(struct year *y, enum care_kind kind);
void laws_dismissed(struct year *y, enum care_kind kind, uint32_t seconds);

/** laws_knot() - the wearer logged one */
void laws_knot(struct year *y, const char *place, uint32_t severity);

/** laws_heat_asked() - what plumbd answered to Start: 0, CONTROL_E_* */
void laws_heat_asked(struct year *y, int answer, const char *text);

/** laws_heat_told() laws_heat_done() - what laws_care() and laws_done() have of it */
void laws_heat_told(struct year *y, const struct care_event *e, uint64_t t_us);
void laws_heat_done(struct year *y);

/** laws_heat() - after each step: nothing about heat that runs is overdue */
void laws_heat(struct year *y, const struct view *v);

/** laws_heat_restart() - plumbd is begun anew now, after it was away since @since_us */
void laws_heat_restart(struct year *y, uint64_t since_us);

/** laws_sums() - history.db against the account of a local day that is over */
void laws_sums(struct year *y, int32_t day);

/** laws_script() - what is shown against the script; @elapsed_us count for it */
void laws_script(struct year *y, const struct view *v, uint64_t elapsed_us);
