/* SPDX-License-Identifier: MIT */
/*
 * people.h - what backs have in common: where untaught poses are expected
 *
 * Made by tests/accuracy/gen-people.py from 22 people of the IMU Sitting
 * Postures Dataset (Ali, Elsayed, Emad, Mohamed, Shehata, Rehan, 2026,
 * CC BY 4.0).  Only these means and variances are taken from it.
 *
 * Subjects: 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 31, 33, 35,
 * 37, 39, 41, 43, 45
 */
#pragma once

#include <stdint.h>

#include "posture.h"

/* Relative to upright, cdeg: upper flexion, upper lateral, lower flexion, lower lateral. */
static const int16_t people_angle_cdeg[POSTURE_COUNT][4] = {
	[POSTURE_UPRIGHT]	  = {     0,     0,     0,     0 },
	[POSTURE_SLOUCHING]	  = {  2443,   298,   351,    44 },
	[POSTURE_LEANING_FORWARD] = {  1620,   213,  1711,    76 },
	[POSTURE_LEANING_BACK]	  = { -2122,   -92, -3882,  -106 },
	[POSTURE_LEANING_LEFT]	  = {  2475, -1212,   802,  -641 },
	[POSTURE_LEANING_RIGHT]	  = {  2261,  1591,   736,   536 },
};

/* 1000 / variance in deg^2 of people's windows about a taught and about a predicted pose. */
static const int16_t people_weight_taught[4] = { 54, 51, 33, 69 };
static const int16_t people_weight_predicted[4] = { 16, 28, 11, 39 };

/* How far a taught pose is believed against people in general, 1/64. */
static const uint8_t people_own_q6[POSTURE_COUNT] = {
	[POSTURE_UPRIGHT]	  = 64,
	[POSTURE_SLOUCHING]	  = 45,
	[POSTURE_LEANING_FORWARD] = 20,
	[POSTURE_LEANING_BACK]	  = 45,
	[POSTURE_LEANING_LEFT]	  = 45,
	[POSTURE_LEANING_RIGHT]	  = 45,
};

/* How much of the taught poses' deviation from people an untaught pose inherits, 1/64. */
enum { PEOPLE_CARRY_Q6 = 26 };
