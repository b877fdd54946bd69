PS1= PS2=
autoload -U compinit; compinit -u -D
source "$ROOTPORT_SCRIPT"
# What is offered goes into a file instead of onto the screen.
compadd() {
  if (( ! ${@[(I)-[OAD]]} )); then
    local -a hits
    builtin compadd -O hits "$@"
    (( $#hits )) && print -rl -- $hits >> "$ROOTPORT_OFFERED"
  fi
  builtin compadd "$@"
}
offer() {
  _main_complete
  compstate[insert]= compstate[list]=
  print -r -- '--' >> "$ROOTPORT_OFFERED"
  print -n 'DONE<>'
}
zle -C offer complete-word offer
bindkey '^I' offer
zle-line-init() { print -n 'READY<>' }
zle -N zle-line-init
