# SPDX-License-Identifier: MIT
# A text file as a C string: cmake -DIN=FILE -DOUT=HEADER -DNAME=VARIABLE -P embed.cmake
file(READ ${IN} text)
string(REPLACE "\\" "\\\\" text "${text}")
string(REPLACE "\"" "\\\"" text "${text}")
string(REPLACE "\n" "\\n\"\n\t\"" text "${text}")
file(WRITE ${OUT} "static const char ${NAME}[] =\n\t\"${text}\";\n")
