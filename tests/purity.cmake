# SPDX-License-Identifier: MIT
# Fails when a library wants anything from outside but the memory functions.
# cmake -DNM=nm -DLIB=libplumb.a -P purity.cmake
cmake_minimum_required(VERSION 3.25)
set(allowed memcpy memmove memset memcmp bcmp __assert_fail __stack_chk_fail)

execute_process(COMMAND ${NM} -u -P ${LIB} OUTPUT_VARIABLE wants COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${NM} -g --defined-only -P ${LIB} OUTPUT_VARIABLE has
	COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[A-Za-z_][A-Za-z0-9_]* U" wants "${wants}")
string(REGEX MATCHALL "[A-Za-z_][A-Za-z0-9_]* [A-TV-Z]" has "${has}")
list(TRANSFORM wants REPLACE " .*" "")
list(TRANSFORM has REPLACE " .*" "")
list(LENGTH has n)
if(n LESS 20)
	message(FATAL_ERROR "${LIB} defines only ${n} symbols: is this the library?")
endif()
set(strangers "")
foreach(name IN LISTS wants)
	if(NOT name IN_LIST allowed AND NOT name IN_LIST has AND NOT name MATCHES "^__(a|ub)san_")
		list(APPEND strangers ${name})
	endif()
endforeach()
if(strangers)
	list(REMOVE_DUPLICATES strangers)
	message(FATAL_ERROR "lib/ is pure, yet it calls: ${strangers}")
endif()
message(STATUS "${n} symbols, nothing from outside but memory functions")
