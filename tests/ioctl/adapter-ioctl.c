/* SPDX-License-Identifier: MIT */
/*
 * What i2c-dev answers: the ioctls of <linux/i2c-dev.h>, taken apart and put
 * on the wire of adapter.c.
 */
#include <errno.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <stddef.h>
#include <string.h>

#include "adapter-inner.h"

static int on_functions(const struct adapter *a, UMockdevIoctlData *arg)
{
	unsigned long funcs = I2C_FUNC_SMBUS_EMUL | I2C_FUNC_SMBUS_READ_I2C_BLOCK;
	UMockdevIoctlData *out = umockdev_ioctl_data_resolve(arg, 0, sizeof funcs, NULL);

	if (!out)
		return -EFAULT;
	if (a->plain)
		funcs |= I2C_FUNC_I2C;
	umockdev_ioctl_data_update(out, 0, (guint8 *)&funcs, sizeof funcs);
	g_object_unref(out);
	return 0;
}

/* A block's length stands in its first byte; by its older name a read is one of 32. */
static int smbus(struct adapter *a, const struct i2c_smbus_ioctl_data *in,
		 union i2c_smbus_data *data)
{
	bool write = in->read_write == I2C_SMBUS_WRITE;
	uint8_t address = (uint8_t)a->selected;
	bool old = in->size == I2C_SMBUS_I2C_BLOCK_BROKEN;
	bool whole = old && !write;
	uint8_t n = whole ? I2C_SMBUS_BLOCK_MAX : data->block[0];
	int r;

	if (in->size == I2C_SMBUS_BYTE_DATA)
		return adapter_transfer(a, address, write, in->command, &data->byte, 1);
	if ((!old && in->size != I2C_SMBUS_I2C_BLOCK_DATA) || n == 0 || n > I2C_SMBUS_BLOCK_MAX)
		return -EOPNOTSUPP;
	r = adapter_transfer(a, address, write, in->command, data->block + 1, n);
	data->block[0] = r == -EMSGSIZE ? n / 2 : n;
	return r == -EMSGSIZE ? 0 : r;
}

static int on_smbus(struct adapter *a, UMockdevIoctlData *arg)
{
	const size_t data_at = offsetof(struct i2c_smbus_ioctl_data, data);
	UMockdevIoctlData *in =
		umockdev_ioctl_data_resolve(arg, 0, sizeof(struct i2c_smbus_ioctl_data), NULL);
	UMockdevIoctlData *out =
		in ? umockdev_ioctl_data_resolve(in, data_at, sizeof(union i2c_smbus_data), NULL)
		   : NULL;
	union i2c_smbus_data data;
	int r = -EFAULT;

	if (out) {
		memcpy(&data, out->data, sizeof data);
		r = smbus(a, (struct i2c_smbus_ioctl_data *)(void *)in->data, &data);
		umockdev_ioctl_data_update(out, 0, (guint8 *)&data, sizeof data);
	}
	g_clear_object(&out);
	g_clear_object(&in);
	return r;
}

/* The two shapes there are: a register's number and what is read from it, or both written. */
static int rdwr(struct adapter *a, const struct i2c_msg *msgs, unsigned n, UMockdevIoctlData **buf)
{
	uint8_t address = (uint8_t)msgs[0].addr;
	uint8_t read[ADAPTER_READ_MAX];
	int r;

	if (!a->plain)
		return -EOPNOTSUPP;
	if (n == 1 && !(msgs[0].flags & I2C_M_RD) && msgs[0].len >= 2) {
		r = adapter_transfer(a, address, true, buf[0]->data[0], buf[0]->data + 1,
				     msgs[0].len - 1u);
		return r < 0 ? r : 1;
	}
	if (n != 2 || msgs[0].len != 1 || !(msgs[1].flags & I2C_M_RD) ||
	    msgs[1].len > ADAPTER_READ_MAX)
		return -EOPNOTSUPP;
	r = adapter_transfer(a, address, false, buf[0]->data[0], read, msgs[1].len);
	if (r < 0)
		return r == -EMSGSIZE ? 1 : r;
	umockdev_ioctl_data_update(buf[1], 0, read, msgs[1].len);
	return 2;
}

static int on_rdwr(struct adapter *a, UMockdevIoctlData *arg)
{
	UMockdevIoctlData *in, *list = NULL, *buf[2] = { NULL, NULL };
	const struct i2c_rdwr_ioctl_data *transfer;
	const struct i2c_msg *msgs;
	int r = -EFAULT;

	in = umockdev_ioctl_data_resolve(arg, 0, sizeof *transfer, NULL);
	if (!in)
		return r;
	transfer = (struct i2c_rdwr_ioctl_data *)(void *)in->data;
	if (transfer->nmsgs >= 1 && transfer->nmsgs <= 2)
		list = umockdev_ioctl_data_resolve(in, offsetof(struct i2c_rdwr_ioctl_data, msgs),
						   transfer->nmsgs * sizeof *msgs, NULL);
	if (list) {
		msgs = (struct i2c_msg *)(void *)list->data;
		for (size_t i = 0; i < transfer->nmsgs; i++)
			buf[i] = umockdev_ioctl_data_resolve(
				list, i * sizeof *msgs + offsetof(struct i2c_msg, buf), msgs[i].len,
				NULL);
		if (buf[0] && (transfer->nmsgs == 1 || buf[1]))
			r = rdwr(a, msgs, transfer->nmsgs, buf);
	}
	g_clear_object(&buf[0]);
	g_clear_object(&buf[1]);
	g_clear_object(&list);
	g_object_unref(in);
	return r;
}

static int answer(struct adapter *a, unsigned long request, UMockdevIoctlData *arg)
{
	switch (request) {
	case I2C_FUNCS:
		return on_functions(a, arg);
	case I2C_SLAVE:
		return adapter_select(a, (int)(*(gulong *)(void *)arg->data));
	case I2C_SMBUS:
		return on_smbus(a, arg);
	case I2C_RDWR:
		return on_rdwr(a, arg);
	default:
		return -ENOTTY;
	}
}

gboolean adapter_on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer userdata)
{
	UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg(client);
	int r = answer(userdata, umockdev_ioctl_client_get_request(client), arg);

	(void)base;
	umockdev_ioctl_client_complete(client, r < 0 ? -1 : r, r < 0 ? -r : 0);
	return TRUE;
}
