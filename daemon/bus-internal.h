/* SPDX-License-Identifier: MIT */
/*
 * bus-internal.h - what the bus-*.c files share
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-bus.h>

#include "bus-properties.h"
#include "bus.h"
#include "history.h"
#include "view.h"

#define BUS_NAME    "org.plumbd.Posture1"
#define BUS_PATH    "/org/plumbd/Posture1"
#define BUS_POSTURE "org.plumbd.Posture1"
#define BUS_SENSOR  "org.plumbd.Sensor1"
#define BUS_CARE    "org.plumbd.Care1"
#define BUS_HISTORY "org.plumbd.History1"

#define BUS_ERROR_NOT_STILL    "org.plumbd.Error.NotStill"
#define BUS_ERROR_NO_SENSOR    "org.plumbd.Error.NoSensor"
#define BUS_ERROR_NO_SUCH_POSE "org.plumbd.Error.NoSuchPose"
#define BUS_ERROR_BUSY         "org.plumbd.Error.Busy"
#define BUS_ERROR_INVALID      "org.plumbd.Error.Invalid"
#define BUS_ERROR_TOO_SOON     "org.plumbd.Error.TooSoon"
#define BUS_ERROR_NO_HISTORY   "org.plumbd.Error.NoHistory"

#define BUS_QUEUE_MAX 128 /* messages that may wait to be sent */
#define BUS_TEXT_MAX  512 /* of an error */
#define WATCHER_MAX   16
#define LONG_REPLIES_MAX 4 /* of the history, waiting to be sent: each may be a megabyte */
#define PEER_NAME_MAX 64 /* bytes of a unique name with its NUL; ":1.4294967295" is long */

#define cleanup(function) __attribute__((cleanup(function)))

struct bus_sink;

/* A caller whose leaving matters. */
struct peer {
	bool present;
	char name[PEER_NAME_MAX];  /* unique name; "" on a connection without a bus */
	struct bus_sink *bus_sink; /* borrowed */
	void (*left)(struct bus_sink *b, struct peer *p);
	sd_bus_slot *changed; /* match on the owner of .name */
	sd_bus_slot *asked;   /* was it still there when the match began? */
};

struct watcher {
	struct peer peer; /* first: found from it */
	uint64_t period_us;
	uint64_t due_us; /* the daemon's time of its next Angles */
};

/* clang-format off */
struct posture_shown {
	POSTURE_EMITS(PROPERTY_MEMBER)
	POSTURE_READS(PROPERTY_MEMBER)
	char pose_name[POSE_NAME_MAX], profile_name[POSE_NAME_MAX], choice_name[POSE_NAME_MAX];
};

struct sensor_shown {
	SENSOR_EMITS(PROPERTY_MEMBER)
	SENSOR_READS(PROPERTY_MEMBER)
	char chip_name[32], bus_name[64];
};

struct care_shown {
	CARE_EMITS(PROPERTY_MEMBER)
	CARE_READS(PROPERTY_MEMBER)
};
/* clang-format on */

struct bus_sensor {
	struct sensor_shown shown;
	unsigned changed; /* a bit for each row of SENSOR_EMITS still to be told */
};

struct bus_sink {
	struct sink sink; /* first: the sink is cast back to this */
	sd_bus *bus;
	const struct control *control; /* borrowed */
	const char *version;
	struct posture_shown shown;
	unsigned changed; /* a bit for each row of POSTURE_EMITS still to be told */
	struct bus_sensor sensor[SENSOR_COUNT];
	struct care_shown care;
	unsigned care_changed; /* a bit for each row of CARE_EMITS still to be told */
	struct pose_set poses;
	struct explanation why;
	char learning[POSE_NAME_MAX]; /* the pose being learned, "" = none */
	struct watcher watcher[WATCHER_MAX];
	uint64_t watch_us; /* what control->watch() was last told */
	struct peer recorder;
};

/* bus.c */

/** bus_is_congested() - too much waits to be sent: say nothing that is not asked for */
bool bus_is_congested(const struct bus_sink *b);

/** bus_send() - send a signal, or drop it when congested */
void bus_send(struct bus_sink *b, sd_bus_message *m);

/**
 * bus_emit_changed() - one PropertiesChanged for all that changed
 * @names:   of the properties, in the order of the bits, NULL at the end
 * @changed: cleared once told
 */
void bus_emit_changed(struct bus_sink *b, const char *path, const char *interface,
		      const char *const *names, unsigned *changed);

/* bus-posture.c */

int bus_posture_add(struct bus_sink *b);
void bus_posture_publish(struct bus_sink *b, const struct view *v);

/* bus-sensor.c */

int bus_sensor_add(struct bus_sink *b);
void bus_sensor_publish(struct bus_sink *b, const struct view *v);

/* bus-care.c */

int bus_care_add(struct bus_sink *b);
void bus_care_publish(struct bus_sink *b, const struct view *v);
void bus_signal_care(struct bus_sink *b, const struct care_event *e);

/* bus-history.c */

int bus_history_add(struct bus_sink *b);

/* bus-signals.c */

/** bus_signal_wearer() - @n: NOTICE_WEARER */
void bus_signal_wearer(struct bus_sink *b, const struct notice *n, const struct view *v);
void bus_signal_learning(struct bus_sink *b, const char *name, uint32_t percent, const char *hint);
/** bus_append_why() - Explain()'s dictionary.  0 or a negative errno */
int bus_append_why(sd_bus_message *m, const struct explanation *why);

/* bus-peer.c */

/**
 * peer_follow() - be told when the sender of @m leaves the bus
 * @p: of the sink; one followed before is dropped
 *
 * Never waits.  @left is called at most once and finds @p still filled; it, or
 * anybody else, ends with peer_drop().
 *
 * Return: 0; -ENAMETOOLONG; a negative errno of the bus.  @p is empty then.
 */
int peer_follow(struct peer *p, struct bus_sink *b, sd_bus_message *m,
		void (*left)(struct bus_sink *b, struct peer *p));
void peer_drop(struct peer *p);
/** peer_is_sender() - whether @m came from @p */
bool peer_is_sender(const struct peer *p, sd_bus_message *m);

/* bus-watch.c */

int on_watch(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_unwatch(sd_bus_message *m, void *userdata, sd_bus_error *error);
void bus_watch_publish(struct bus_sink *b, const struct view *v);
/** bus_watch_free() - forget all watchers, telling nobody */
void bus_watch_free(struct bus_sink *b);

/* bus-errors.c */

int bus_errors_add(void);
/** bus_invalid() - set org.plumbd.Error.Invalid with this text.  Return: what a handler returns */
int bus_invalid(sd_bus_error *error, const char *text);
/**
 * bus_fail() - set what a CONTROL_E_* or a negative errno is called
 * @text: of control; "" = the usual words for @r
 */
int bus_fail(sd_bus_error *error, int r, const char *text);
/** bus_finish() - reply with nothing, or bus_fail() with what control had against it */
int bus_finish(sd_bus_message *m, sd_bus_error *error, int r, const char *text);
/** bus_ask() - the whole of a method whose only argument is a word for @control_does */
int bus_ask(sd_bus_message *m, sd_bus_error *error, void *ctx,
	    int (*control_does)(void *ctx, const char *word, char *text, size_t size));

/* bus-methods.c */

int on_learn_pose(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_cancel_learning(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_forget_pose(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_pause(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_resume(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_holds(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_acknowledge(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_set_profile(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_profile_settings(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_explain(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_record(sd_bus_message *m, void *userdata, sd_bus_error *error);
int on_reload(sd_bus_message *m, void *userdata, sd_bus_error *error);
