/* SPDX-License-Identifier: MIT */
/*
 * The engine against a chip that lies: a simulated chip, and between the two
 * a bus that changes what is said, as often as the input wants.
 *
 * The input: chip, bus, rate, FIFO or not and the time since boot, then calls
 * and lies, each a letter and its arguments (fuzz.h).  A lie is armed for the
 * n-th transfer of the next call; unarmed transfers are honest.
 *
 *	s start   w wait as asked, start   r N read after N samples   h N sixteen such reads
 *	t N time passes   p probe   q stop   c power cut   i f z identity, freeze, zeros: on, off
 *	e N errno, nothing done   E N errno, though done   0 N all zeros   1 N all ones
 *	d N a write that gets lost   x N AT BITS one byte changed   b N 16 bytes repeated
 */
#include <errno.h>
#include <string.h>

#include "fuzz.h"
#include "imu-chips.h"
#include "imu.h"
#include "sim/chip.h"

#define LIES_MAX    8
#define PERIODS_MAX 1500 /* of an input, so that none takes long */
#define POISON      0xA5

struct lie {
	char kind;
	unsigned transfer;
	uint8_t data[16];
};

struct lab {
	struct chip chip;
	struct chip_bus wire_owner;
	struct imu_bus wire; /* to the chip */
	struct imu_bus bus;  /* what the engine sees */
	struct imu imu;
	uint64_t now_us;
	unsigned periods;
	struct lie lie[LIES_MAX];
	unsigned n_lies;
	/* of this call */
	unsigned transfers;
	int failed; /* errno of the transfer that failed */
	bool probing;
	/* of the life so far */
	bool identified; /* the identity was read as the chip's since the engine last began */
	bool running;
	bool faulty; /* the last read failed: it may be tried again, or the chip started anew */
	bool lost;   /* samples were, and no batch has told of it yet */
	bool waiting;
	uint64_t due_us;
	unsigned waits;
	uint64_t last_us;
};

static const int errnos[] = { EREMOTEIO, ETIMEDOUT, EAGAIN, EIO, ENXIO, EPROTO, ENODEV, EINTR };

/* ---- the bus ---- */

static const struct lie *lie_about(const struct lab *lab)
{
	for (unsigned i = 0; i < lab->n_lies; i++) {
		if (lab->lie[i].transfer == lab->transfers)
			return &lab->lie[i];
	}
	return NULL;
}

static const struct lie *begin_transfer(struct lab *lab, uint8_t address)
{
	const struct lie *lie = lie_about(lab);

	LAW(lab->failed == 0, "a call stops at the first transfer that fails");
	LAW(address == lab->imu.address, "only the sensor's own address is used");
	lab->transfers++;
	lab->wire_owner.now_us = lab->now_us;
	return lie;
}

static int fail(struct lab *lab, const struct lie *lie)
{
	return lab->failed = -errnos[lie->data[0] % ARRAY_SIZE(errnos)];
}

static void distort(const struct lie *lie, uint8_t *buf, size_t n)
{
	if (lie->kind == '0')
		memset(buf, 0, n);
	if (lie->kind == '1')
		memset(buf, 0xFF, n);
	if (lie->kind == 'x')
		buf[lie->data[0] % n] ^= lie->data[1];
	for (size_t i = 0; lie->kind == 'b' && i < n; i++)
		buf[i] = lie->data[i % sizeof(lie->data)];
}

/* Asked by itself; in passing, as part of a longer burst, nobody looks at it. */
static void note_identity(struct lab *lab, uint8_t reg, const uint8_t *buf, size_t n)
{
	if (!lab->probing && reg == lab->imu.chip->family->id_reg && n == 1)
		lab->identified = buf[0] == lab->imu.chip->id;
}

static int lab_read(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	struct lab *lab = ctx;
	const struct lie *lie = begin_transfer(lab, address);
	int r;

	LAW(n >= 1 && n <= lab->bus.max_read, "a read is no longer than the bus allows");
	if (lie && lie->kind == 'e')
		return fail(lab, lie);
	r = lab->wire.read(lab->wire.ctx, address, reg, buf, n);
	LAW(r == 0, "the honest chip answers");
	if (lie && lie->kind == 'E')
		return fail(lab, lie);
	if (lie)
		distort(lie, buf, n);
	note_identity(lab, reg, buf, n);
	return 0;
}

/* A chip that a cut-off start left in another bank is known by other marks, and led home. */
static bool leads_home(const struct lab *lab, uint8_t reg, uint8_t value)
{
	const struct imu_family *f = lab->imu.chip->family;

	return f->home.n == 1 && f->home.at[0].reg == reg && f->home.at[0].value == value &&
	       lab->transfers > f->astray.n;
}

/* A write that need not be acknowledged; the start goes on. */
static bool may_fail(const struct lab *lab, uint8_t reg)
{
	const struct imu_step *first = lab->imu.chip->start.at;

	return (first->flags & IMU_STEP_MAY_FAIL) != 0 && first->reg == reg;
}

static int lab_write(void *ctx, uint8_t address, uint8_t reg, uint8_t value)
{
	struct lab *lab = ctx;
	const struct lie *lie = begin_transfer(lab, address);
	int r = 0;

	LAW(!lab->probing, "a probe only reads");
	LAW(lab->identified || leads_home(lab, reg, value),
	    "nothing is written before the identity was read as known");
	if (!lie || (lie->kind != 'd' && lie->kind != 'e'))
		lab->wire.write(lab->wire.ctx, address, reg, value);
	if (lie && (lie->kind == 'e' || lie->kind == 'E'))
		r = fail(lab, lie);
	if (may_fail(lab, reg))
		lab->failed = 0;
	return r;
}

static int lab_write_block(void *ctx, uint8_t address, uint8_t reg, const uint8_t *buf, size_t n)
{
	struct lab *lab = ctx;
	const struct lie *lie = begin_transfer(lab, address);

	LAW(lab->identified && lab->imu.chip->family->upload,
	    "a block goes only where it is wanted");
	LAW(n >= 1 && n <= lab->bus.max_write, "a write is no longer than the bus allows");
	if (lie && lie->kind == 'e')
		return fail(lab, lie);
	if (!lie || lie->kind != 'd')
		lab->wire.write_block(lab->wire.ctx, address, reg, buf, n);
	return lie && lie->kind == 'E' ? fail(lab, lie) : 0;
}

/* ---- what a call may cost ---- */

static unsigned chunks(size_t bytes, size_t most)
{
	return (unsigned)((bytes + most - 1) / most);
}

static unsigned start_steps(const struct lab *lab)
{
	const struct imu_chip *chip = lab->imu.chip;

	return chip->start.n + (lab->imu.use_fifo ? chip->fifo->on.n : 0u);
}

/* Two identities, what confirms each, the clock, and what a chip astray reads as. */
static unsigned probe_transfers_max(const struct lab *lab)
{
	const struct imu_family *f = lab->imu.chip->family;

	return 16u + 2u * f->confirm.n + f->astray.n + f->home.n;
}

/* Of 8192 bytes, 128 a call, in pieces of 32, two transfers each. */
#define UPLOAD_CALLS     64
#define UPLOAD_TRANSFERS 8

/* Level and data; a FIFO once emptied before and once because it overflowed; the health. */
static unsigned read_transfers_max(const struct lab *lab)
{
	const struct imu_chip *chip = lab->imu.chip;
	size_t most = lab->bus.max_read;
	unsigned n = 1;

	if (lab->imu.use_fifo) {
		if (chip->fifo->burst_max != 0)
			most = chip->fifo->burst_max;
		most -= most % chip->fifo->unit;
		n += chunks((size_t)BATCH_MAX * chip->fifo->sample, most) + 2u * chip->fifo->on.n;
	}
	for (size_t i = 0; i < ARRAY_SIZE(chip->family->health); i++)
		n += chunks(chip->family->health[i].len, lab->bus.max_read);
	return n;
}

/* ---- the calls ---- */

static void begin_call(struct lab *lab)
{
	lab->transfers = 0;
	lab->failed = 0;
}

static void end_call(struct lab *lab, int r, unsigned transfers_max)
{
	LAW(lab->transfers <= transfers_max, "a call makes a bounded number of transfers");
	LAW(lab->failed == 0 || r == lab->failed, "an errno is handed up untouched");
	LAW(r >= 0 || r == lab->failed, "an errno comes from the bus");
	lab->n_lies = 0;
}

static void call_probe(struct lab *lab)
{
	const struct imu_chip *chip = NULL;
	uint8_t id = 0;
	int r;

	begin_call(lab);
	lab->probing = true;
	r = imu_probe(&lab->bus, lab->imu.address, &chip, &id);
	lab->probing = false;
	end_call(lab, r, probe_transfers_max(lab));
	LAW(r <= IMU_E_NO_CHIP || r == IMU_E_CLOCK, "a probe finds a chip, none, or an errno");
	LAW((r == 0) == (chip != NULL), "a chip is told exactly when one was found");
	LAW(!chip || chip->id == id, "the chip found has the identity told");
}

/* A start that begins anew, or that goes on when it is due. */
static void call_start(struct lab *lab)
{
	bool early = lab->waiting && lab->now_us < lab->due_us;
	uint64_t due_us = 0;
	int r;

	if (lab->faulty)
		lab->running = lab->faulty = false;
	if (!lab->waiting && !lab->running) {
		lab->identified = false;
		lab->waits = 0;
	}
	begin_call(lab);
	r = imu_start(&lab->imu, lab->now_us, &due_us);
	end_call(lab, r, probe_transfers_max(lab) + 2 * start_steps(lab) + UPLOAD_TRANSFERS);
	LAW(lab->transfers == 0 || !early, "a start before its time makes no transfer");
	LAW(lab->transfers == 0 || !lab->running, "a chip that runs is not started");
	LAW(r == IMU_E_WAIT || !early, "a start before its time waits on");
	LAW(r <= IMU_E_WAIT || r == IMU_E_BAD_DATA || r == IMU_E_CLOCK ||
		    (r == IMU_E_NO_BLOB && lab->imu.chip->family->upload),
	    "a start ends as it should");
	lab->waiting = r == IMU_E_WAIT;
	if (r == IMU_E_WAIT) {
		LAW(due_us > lab->now_us, "a start waits for a time to come");
		lab->due_us = due_us;
		lab->waits += !early;
		LAW(lab->waits <= start_steps(lab) + 20 + UPLOAD_CALLS, "a start comes to an end");
	}
	if (r == 0 && !lab->running)
		lab->running = lab->lost = true;
}

static bool is_dead(struct counts3 v, int16_t value)
{
	return v.x == value && v.y == value && v.z == value;
}

static void check_batch(struct lab *lab, const struct batch *b)
{
	LAW(b->n <= BATCH_MAX, "a batch holds at most BATCH_MAX samples");
	LAW(b->sensor == lab->imu.sensor, "a batch is the sensor's own");
	LAW(b->t_us > lab->last_us, "the time of batches rises");
	LAW(b->t_us <= lab->now_us, "no sample is from the future");
	LAW(b->n == 0 || b->gap || !lab->lost, "the batch after a loss says so");
	lab->last_us = b->t_us;
	if (b->n > 0)
		lab->lost = false;
	for (unsigned i = 0; i < b->n; i++)
		LAW(!is_dead(b->accel[i], 0) && !is_dead(b->accel[i], -1) &&
			    !is_dead(b->accel[i], INT16_MIN),
		    "what no living chip says is not delivered");
}

static void check_temperature(const struct lab *lab)
{
	const struct imu_temp *t = &lab->imu.chip->temp;
	int32_t cdeg = lab->imu.temperature_cdeg;
	int64_t span_cdeg;

	LAW(cdeg == INT32_MAX || t->milli_lsb_per_deg != 0, "no thermometer, no temperature");
	if (t->milli_lsb_per_deg == 0)
		return;
	span_cdeg = INT64_C(32769) * 100000 / t->milli_lsb_per_deg;
	LAW(cdeg == INT32_MAX ||
		    (cdeg >= t->offset_cdeg - span_cdeg && cdeg <= t->offset_cdeg + span_cdeg),
	    "a temperature is one the register can hold");
}

static void call_read(struct lab *lab)
{
	/* as it is now: a read may be the one that gives the FIFO up */
	unsigned transfers_max = read_transfers_max(lab);
	struct batch b, poison;
	int r;

	memset(&b, POISON, sizeof(b));
	memset(&poison, POISON, sizeof(poison));
	begin_call(lab);
	r = imu_read(&lab->imu, lab->now_us, &b);
	end_call(lab, r, transfers_max);
	LAW(lab->running || (r == IMU_E_ASLEEP && lab->transfers == 0),
	    "a chip that does not run is not read");
	LAW(r <= 0 || r == IMU_E_OVERFLOW || r == IMU_E_RETUNED ||
		    (r >= IMU_E_ASLEEP && r <= IMU_E_RATE),
	    "a read ends as it should");
	if (r == 0)
		check_batch(lab, &b);
	else
		LAW(memcmp(&b, &poison, sizeof(b)) == 0, "a batch is written only on success");
	lab->faulty = r < 0;
	if (r == IMU_E_OVERFLOW || r == IMU_E_RETUNED)
		lab->lost = true;
	LAW(r != IMU_E_RETUNED || lab->transfers == 0, "a new rate is told and nothing read");
	if (r >= IMU_E_ASLEEP)
		lab->running = false;
	check_temperature(lab);
}

static void call_stop(struct lab *lab)
{
	begin_call(lab);
	end_call(lab, imu_stop(&lab->imu),
		 probe_transfers_max(lab) + lab->imu.chip->family->stop.n);
	lab->running = lab->waiting = lab->faulty = false;
}

/* ---- the script ---- */

/* upright, breathing a little */
static void feel(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	(void)ctx;
	accel_ug[0] = (int32_t)(t_us / US_PER_MS % 4000) * 5;
	accel_ug[2] = 1000000;
	gyro_mdps[1] = accel_ug[0] / 100;
}

static void lab_init(struct lab *lab, struct draw *d)
{
	static const uint8_t blob[8192];
	static const uint32_t rates_hz[] = { 50, 10, 25, 100, 200 };
	static const uint32_t boots_s[] = { 1000, 1, 10, 100 };
	const struct imu_chip *chip = imu_chip_at(draw_index(d, imu_chip_count()));
	size_t max_read = draw_index(d, 2) == 0 ? 512 : 32;
	unsigned rate_hz = DRAW_FROM(d, rates_hz);
	uint8_t address = chip->family->address[0];

	memset(lab, 0, sizeof(*lab));
	lab->bus = (struct imu_bus){
		.read = lab_read,
		.write = lab_write,
		.max_read = max_read,
		.ctx = lab,
		.write_block = lab_write_block,
		.max_write = max_read,
	};
	imu_init(&lab->imu, &lab->bus, address, chip, SENSOR_UPPER, rate_hz);
	lab->imu.use_fifo = draw_index(d, 2) == 0 && chip->fifo;
	lab->imu.blob = blob;
	lab->imu.blob_n = sizeof(blob);
	lab->now_us = DRAW_FROM(d, boots_s) * US_PER_SEC;
	LAW(chip_init(&lab->chip, chip->name, address, lab->now_us, feel, NULL, 1) == 0,
	    "every chip of the table can be simulated");
	chip_bus_init(&lab->wire_owner, &lab->chip, 1, max_read, &lab->wire);
}

/* Time passes, at least a microsecond, and not for ever. */
static void pass(struct lab *lab, uint64_t us)
{
	lab->periods += (unsigned)(us * lab->imu.stream.rate_millihz / (1000 * US_PER_SEC)) + 1;
	lab->now_us += us + 1;
}

static void arm(struct lab *lab, struct draw *d, char kind)
{
	static const uint8_t n_data[128] = { ['e'] = 1, ['E'] = 1, ['x'] = 2, ['b'] = 16 };
	struct lie *lie = &lab->lie[lab->n_lies % LIES_MAX];

	*lie = (struct lie){ .kind = kind, .transfer = draw_index(d, 16) };
	for (unsigned i = 0; i < n_data[(unsigned char)kind]; i++)
		lie->data[i] = draw_byte(d);
	lab->n_lies = MIN(lab->n_lies + 1, LIES_MAX);
}

static void read_after(struct lab *lab, unsigned samples, unsigned times)
{
	for (unsigned i = 0; i < times; i++) {
		pass(lab, imu_period_us(&lab->imu, samples));
		call_read(lab);
	}
}

static void step(struct lab *lab, struct draw *d)
{
	static const unsigned samples[] = { 16, 1, 2, 4, 8, 31, 32, 33, 40, 64, 100 };
	static const uint64_t times_ms[] = { 0, 1, 10, 50, 100, 200, 999, 1000, 1001, 3000 };
	char op = (char)draw_byte(d);

	switch (op) {
	case 's':
		return call_start(lab);
	case 'w':
		pass(lab, lab->waiting ? MAX(lab->due_us, lab->now_us) - lab->now_us : 0);
		return call_start(lab);
	case 'r':
		return read_after(lab, DRAW_FROM(d, samples), 1);
	case 'h':
		return read_after(lab, DRAW_FROM(d, samples), 16);
	case 't':
		return pass(lab, DRAW_FROM(d, times_ms) * US_PER_MS);
	case 'p':
		return call_probe(lab);
	case 'q':
		return call_stop(lab);
	case 'c':
		return chip_power_cycle(&lab->chip, lab->now_us);
	case 'i':
		lab->chip.faults ^= CHIP_FAULT_WRONG_ID;
		break;
	case 'f':
		lab->chip.faults ^= CHIP_FAULT_FROZEN;
		break;
	case 'z':
		lab->chip.faults ^= CHIP_FAULT_ZEROS;
		break;
	default:
		if (op != '\0' && strchr("eE01dxb", op))
			arm(lab, d, op);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lab lab;
	struct draw d = { data, data + size };

	lab_init(&lab, &d);
	while (!draw_is_over(&d) && lab.periods < PERIODS_MAX)
		step(&lab, &d);
	return 0;
}
