# SPDX-License-Identifier: MIT
# Fails when the loops over samples hold a call, a division or floating point.
# cmake -DOBJDUMP=objdump -DLIB=libplumb.a -P hot-loop.cmake
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND ${OBJDUMP} -d --no-show-raw-insn ${LIB}
	OUTPUT_VARIABLE code COMMAND_ERROR_IS_FATAL ANY)
foreach(loop gravity_track gravity_track_plain)
	if(NOT code MATCHES "<${loop}[.a-z0-9]*>:\n(([^\n]+\n)+)")
		message(FATAL_ERROR "${LIB} has no function ${loop}: what became of the loop?")
	endif()
	set(body "${CMAKE_MATCH_1}")
	string(REGEX MATCHALL "\n" lines "${body}")
	list(LENGTH lines n)
	if(n LESS 30)
		message(FATAL_ERROR "${loop} has only ${n} instructions: what became of the loop?")
	endif()
	# the names these have on x86 and on Arm; vector registers may move integers about
	if(body MATCHES "[ \t](call[a-z]*|i?div[a-z]*|bl|blx|[su]div|sqrt[a-z]*)[ \t]")
		message(FATAL_ERROR "${loop}: a call or a division in the loop: ${CMAKE_MATCH_1}")
	endif()
	if(body MATCHES "[ \t]((add|sub|mul|div|sqrt)[sp][sd]|cvt[a-z0-9]+|f(add|sub|mul|div|ld|ild|st)[a-z]*|v(add|sub|mul|div|cvt)\\.f[0-9]+|[su]cvtf)[ \t]")
		message(FATAL_ERROR "${loop}: floating point in the loop: ${CMAKE_MATCH_1}")
	endif()
	message(STATUS "${loop}: ${n} instructions, no call, no division, no floating point")
endforeach()
