# SPDX-License-Identifier: MIT
#
# Completion of plumbctl for bash.  Commands and options are asked of plumbctl --help, poses
# and profiles of plumbd, so none can be behind.

# The command on the line, if one is complete: its place in COMP_WORDS, or 0.
_plumbctl_command()
{
	local i

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--bus) ((i++)) ;;
		-*) ;;
		*) echo "$i"; return ;;
		esac
	done
	echo 0
}

# What the word before wants, where it is an option with a value.  Return: 1 if it is none
_plumbctl_value()
{
	case $1 in
	--bus) COMPREPLY=($(compgen -W "system session" -- "$2")) ;;
	--posture) COMPREPLY=($(compgen -W "$_plumbctl_postures" -- "$2")) ;;
	--format) COMPREPLY=($(compgen -W "text csv json" -- "$2")) ;;
	--config | --state | --poses | --i2c | --html | =) compopt -o default ;;
	--seconds | --learn-seconds | --days) ;;
	*) return 1 ;;
	esac
}

# The names of the taught poses or the profiles, as @3 says.  @2: the place of the command,
# for a --bus before it
_plumbctl_names()
{
	"$1" "${COMP_WORDS[@]:1:$2-1}" --json "$3" 2>/dev/null |
		grep -o '"name":"[^"]*' | cut -d '"' -f 4
}

# The words the command at place @2 takes.
_plumbctl_argument()
{
	case ${COMP_WORDS[$2]} in
	forget) _plumbctl_names "$1" "$2" poses ;;
	learn) echo "$_plumbctl_postures"; _plumbctl_names "$1" "$2" poses ;;
	profile) [ "$COMP_CWORD" -eq $(($2 + 1)) ] && { echo auto; _plumbctl_names "$@" profile; } ;;
	pause) [ "$COMP_CWORD" -eq $(($2 + 1)) ] && echo 15m 30m 1h 2h ;;
	esac
}

_plumbctl()
{
	local _plumbctl_postures="upright slouching leaning-forward leaning-back leaning-left
		leaning-right"
	local place command=() words

	COMPREPLY=()
	_plumbctl_value "$3" "$2" && return
	place=$(_plumbctl_command)
	((place)) && command=("${COMP_WORDS[place]}")

	case $2 in
	-*)
		words=$("$1" "${command[@]}" --help 2>/dev/null |
			grep -o -e '--[a-z][a-z0-9-]*' | sort -u)
		;;
	*)
		if ((place)); then
			words=$(_plumbctl_argument "$1" "$place")
			[[ $command =~ ^(analyze|record|tune)$ ]] && compopt -o default
		else
			words=$("$1" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
		fi
		;;
	esac
	COMPREPLY=($(compgen -W "$words" -- "$2"))
}

complete -F _plumbctl plumbctl
