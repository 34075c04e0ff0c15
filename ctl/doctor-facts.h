/* SPDX-License-Identifier: MIT */
/*
 * doctor-facts.h - all that the checks of plumbctl doctor know
 *
 * Plain memory, filled by doctor-look-*.c.  All zeros is a machine without
 * anything.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "doctor-meter.h"
#include "pose.h"
#include "scan.h"
#include "state.h"

#define DOCTOR_NAME_MAX    64
#define DOCTOR_PATH_MAX    128
#define DOCTOR_NODES_MAX   32
#define DOCTOR_DRIVERS_MAX 8

/* A /dev/i2c-N. */
struct doctor_node {
	char path[I2C_BUS_PATH_MAX];
	char group[DOCTOR_NAME_MAX]; /* "" = has no name */
	bool group_may;              /* the group may read and write it */
	bool may;                    /* this user may */
};

/* A kernel driver at an address where a sensor may sit. */
struct doctor_driver {
	unsigned bus; /* i2c-N */
	uint8_t address;
	char name[DOCTOR_NAME_MAX];
	char iio[DOCTOR_NAME_MAX]; /* "iio:device0" it made, "" = none */
};

/* What the file system says: /dev, /sys, /proc, /boot, /etc. */
struct doctor_system {
	unsigned adapters; /* the kernel knows */
	bool i2c_dev;      /* its driver for /dev/i2c-* is there */
	unsigned n_nodes;
	struct doctor_node node[DOCTOR_NODES_MAX];
	unsigned n_drivers;
	struct doctor_driver driver[DOCTOR_DRIVERS_MAX];
	unsigned iio_accels; /* IIO devices with an accelerometer */
	/* config.txt of a Raspberry Pi */
	char boot[DOCTOR_PATH_MAX]; /* "" = this is none */
	bool boot_on;               /* dtparam=i2c_arm=on */
	/* users */
	bool is_root;
	char user[DOCTOR_NAME_MAX]; /* who asks */
	bool has_plumbd;            /* user plumbd exists */
	uint32_t plumbd_uid;
	bool plumbd_in_i2c;
	bool in_plumbd;      /* this process is in group plumbd */
	bool joined_plumbd;  /* the user is, at the next log-in */
	unsigned plumbd_pid; /* a process of that name, 0 = none */
	/* the bus policy */
	char policy[DOCTOR_PATH_MAX];        /* where a bus looks; "" = nowhere */
	char policy_astray[DOCTOR_PATH_MAX]; /* where none does; "" = nowhere */
};

/* What plumbd says on its bus. */
struct doctor_daemon {
	int error;       /* of reaching the bus; negative errno */
	bool system_bus; /* which has a policy and systemd */
	bool running;
	bool activatable;
	uint32_t uid; /* it runs as */
	bool answers; /* then .state is what it says */
	struct state state;
	struct state_sensor sensor[SENSOR_COUNT]; /* .state "" = not known */
};

/* What systemd says of plumbd.service. */
struct doctor_service {
	int error; /* of asking it; -ENOENT: there is no systemd */
	char load[DOCTOR_NAME_MAX], active[DOCTOR_NAME_MAX], sub[DOCTOR_NAME_MAX];
	char enabled[DOCTOR_NAME_MAX]; /* UnitFileState */
	char result[DOCTOR_NAME_MAX];
	int32_t exit_status;
	bool grants_i2c; /* SupplementaryGroups= has i2c */
};

enum doctor_take {
	DOCTOR_TAKE_NONE,   /* there is nothing to take samples of */
	DOCTOR_TAKE_DENIED, /* plumbd does not let this user */
	DOCTOR_TAKE_FAILED, /* .error says why */
	DOCTOR_TAKE_DONE,
};

/* Ten seconds of one sensor. */
struct doctor_samples {
	enum doctor_take take;
	int error;                  /* negative errno or IMU_E_* */
	char name[DOCTOR_NAME_MAX]; /* "upper", or "MPU-6050 at 0x68" where no daemon runs */
	uint32_t rate_millihz;      /* it is to have */
	struct doctor_figures figures;
	uint32_t overflows;
	int32_t temperature_cdeg; /* INT32_MAX = not known */
	uint32_t bus_khz;         /* 0 = not measured */
};

/* Files and clock. */
struct doctor_setup {
	const char *config_path, *state_path; /* borrowed */
	bool config_found;
	int config_result; /* of config_load() */
	struct config_error config_error;
	struct config config; /* the defaults where the file is missing or bad */
	int poses_result;     /* of poses_read() */
	struct config_error poses_error;
	struct pose_set poses;
	int state_error; /* of looking at the folder: negative errno */
	uint32_t state_uid;
	bool state_may; /* this user may write into it */
	bool state_read_only;
	uint64_t state_free_kib;
	uint64_t real_us; /* CLOCK_REALTIME */
	bool clock_synced;
};

struct doctor_facts {
	struct doctor_system system;
	struct doctor_daemon daemon;
	struct doctor_service service;
	struct doctor_setup setup;
	struct scan scan;
	struct doctor_samples samples[SENSOR_COUNT];
};

/** doctor_sensor_runs() - plumbd is running and reads this sensor */
static inline bool doctor_sensor_runs(const struct doctor_daemon *d, unsigned sensor)
{
	return d->answers && strcmp(d->sensor[sensor].state, "running") == 0;
}
