/* SPDX-License-Identifier: MIT */
/*
 * message-ids.h - what each kind of journal entry is known by, for ever
 *
 * An id is never changed and never used again; systemd/plumbd.catalog explains
 * each of them to `journalctl -x`.  New ones come from `systemd-id128 new`.
 */
#pragma once

/* clang-format off */
#define MESSAGE_IDS(M)                                       \
	M(STARTED,         "0a0cf223e5674b9fa50008f5b2d35b39") \
	M(STOPPED,         "d1a04e53275e4263bb77527376af3c52") \
	M(ALERT,           "d533db72464248dd862ac8f1f6f6ef95") \
	M(RECOVERED,       "2904568d34564bb2a32e116765de25fd") \
	M(SENSOR_LOST,     "7feff9ac153e40cebd5c3f60a06bf083") \
	M(SENSOR_FOUND,    "edc9b3787bce4593a3a4acead5e03f41") \
	M(RELOADED,        "a69c3a44c096409f866e788dfd62be6e") \
	M(RELOAD_FAILED,   "577e17a2fa87428d8e909c9278c95207") \
	M(POSE_LEARNED,    "3addf31109264cbb8569d49a0ccbc7d1") \
	M(POSES_DAMAGED,   "41312dc20e2f416183efe371d4261617") \
	M(POSES_UNSAVED,   "9f1691f6ca9c4c1fbbbc9ca60ef10c2d") \
	M(CARE_DUE,        "ebbf2275a1c642fda4d4a54b66d2b5fa") \
	M(CARE_OVER,       "f1ffd109d21c408488a60d355926c9d6") \
	M(CARE_DAMAGED,    "8f17163c3f614a4dba7acbbc84c6c189") \
	M(CARE_UNSAVED,    "f6bcb55012a34f58bc893768f6439613") \
	M(PROFILE_CHOSEN,  "2aaed85a180f4d2791864cbe21c886b1") \
	M(PROFILE_GONE,    "5e17de276e324610a37cc8b367b66db3") \
	M(PROFILE_DAMAGED, "03e326061f7147d1b388909f7545d892") \
	M(PAUSES_DAMAGED,  "6b3a83e32abf4d2fbf450a065bdf9002") \
	M(PAUSES_UNSAVED,  "68e667af91814522adf3f0e53a5ed0b5") \
	M(HISTORY_DAMAGED, "cf90bf0d185140e793ccf85e76d40739") \
	M(HISTORY_UNSAVED, "cda74d69ef2147a0bfa6f8d83620c919") \
	M(RECORDING_ENDED, "ff3f293032dd4a74bae021a5a509a75c")
/* clang-format on */

#define MESSAGE_ENUM(name, id)   MESSAGE_##name,
#define MESSAGE_ID_ROW(name, id) [MESSAGE_##name] = id,

enum message {
	MESSAGE_IDS(MESSAGE_ENUM) MESSAGE_COUNT
};
