# Types lines, each with a tab, into a zsh on a terminal of its own, since only its line editor completes.
# The first argument is setup.zsh.
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "source ${(q)1}"
zpty -r -m z seen '*READY<>*' || exit 1
shift
for line in "$@"; do
  zpty -w -n z "$line"$'\t'
  zpty -r -m z seen '*DONE<>*' || exit 1
  zpty -w -n z $'\x15'
done
zpty -d z
