/* SPDX-License-Identifier: MIT */
/*
 * client.h - the line to plumbd
 *
 * Nothing here starts the daemon: a command that finds it absent says so.
 */
#pragma once

#include <systemd/sd-bus.h>

#define PLUMBD_NAME      "org.plumbd.Posture1"
#define PLUMBD_PATH      "/org/plumbd/Posture1"
#define PLUMBD_INTERFACE "org.plumbd.Posture1"
#define PLUMBD_CARE      "org.plumbd.Care1"
#define PLUMBD_HISTORY   "org.plumbd.History1"

/** client_connect() - client_open() saying nothing: 0; -EINVAL: @where is no bus; an errno */
int client_connect(const char *where, sd_bus **ret);

/**
 * client_open() - connect to a bus
 * @where: "system", "session" or a D-Bus address
 *
 * Return: 0 or an exit code, after saying why.
 */
int client_open(const char *where, sd_bus **ret);

/**
 * client_call() - call a method of org.plumbd.Posture1
 * @ret_reply: may be NULL
 * @types:     D-Bus signature of the arguments, "" = none
 *
 * Return: 0 or an exit code, after saying why and what to do.
 */
int client_call(sd_bus *bus, const char *member, sd_bus_message **ret_reply, const char *types,
		...);

/** client_care() - client_call() of org.plumbd.Care1, whose methods reply nothing */
int client_care(sd_bus *bus, const char *member, const char *types, ...);

/** client_history() - client_call() of org.plumbd.History1 */
int client_history(sd_bus *bus, const char *member, sd_bus_message **ret_reply, const char *types,
		   ...);

/** client_try() - a method without arguments, saying nothing.  0 or a negative errno */
int client_try(sd_bus *bus, const char *member, sd_bus_message **ret_reply);

/**
 * client_get_all() - all properties of an interface, a{sv}
 *
 * Says nothing.  Return: 0 or a negative errno with *ret_error.
 */
int client_get_all(sd_bus *bus, const char *path, const char *interface, sd_bus_error *ret_error,
		   sd_bus_message **ret_reply);

/**
 * client_explain() - complain about a failed call
 * @what:  the method or thing, for errors not in the table
 * @error: may be unset; then @r speaks
 * @r:     negative errno
 *
 * Return: the exit code.
 */
int client_explain(const char *what, const sd_bus_error *error, int r);
