# Which account a command runs as when root starts it. Sourced by ./diwan; functions and names alone.
#
# Owns the choice of the account, making it, handing an installation to it, and going on as it. Root
# does what only root can (Debian's packages, the account, ownership) and nothing else: no server is
# its own. Refuses to hand over anything but the folder of an installation.
# Needs of ./diwan: $repo, $run, find_python, need_debian, fail.

SERVICE=diwan # the account of new installations
SERVICE_HOME=/var/lib/diwan
# What names root's own folders: the account has a home, and there its caches.
ROOTS_OWN=(XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_RUNTIME_DIR UV_CACHE_DIR
  PIP_CACHE_DIR npm_config_cache NPM_CONFIG_CACHE PLAYWRIGHT_BROWSERS_PATH VIRTUAL_ENV PYTHONHOME
  DIWAN_UV DIWAN_STAYS_ROOT)

say() { printf 'diwan: %s\n' "$1" >&2; }

absolute_folders() { # the account may have to work from another folder
  local name
  for name in DIWAN_RUN DIWAN_INSTANCE DIWAN_CACHE; do
    if [ -n "${!name:-}" ]; then export "$name=$(realpath -m -s "${!name}")"; fi
  done
  if [ -n "${DIWAN_RUN:-}" ]; then run="$DIWAN_RUN"; fi
}

installation() { readlink -m "${DIWAN_INSTANCE:-$run/instance}"; }

owner_of() { # a folder's owner by name, nothing when it does not exist
  [ ! -e "$1" ] || stat -L -c %U "$1"
}

# The rest is work on the checkout, or on throw-away platforms that belong to whoever tests: it
# stays with its caller. So does help.
works_on_installation() {
  local word
  for word in "$@"; do [ "$word" != --help ] || return 1; done
  case "${1:-} ${2:-}" in
    ' '* | -* | test\ * | attack\ * | bench\ * | declare\ * | 'runtime verify') return 1 ;;
  esac
}

sets_up() { [ "${1:-}" = up ] || [ "${1:-} ${2:-}" = 'runtime install' ]; }

# The account of a command: what DIWAN_USER says, else whoever owns the installation, else the
# service account. Only `up` changes the owner: anything else acts as the present one.
choose_account() { # owner of the installation ("" for none), the command's words
  local owner="$1" chosen="${DIWAN_USER:-}"
  shift
  if ! works_on_installation "$@"; then echo "${chosen:-root}"
  elif [ -n "$owner" ] && [ "${1:-}" != up ]; then echo "$owner"
  elif [ -n "$chosen" ]; then echo "$chosen"
  elif [ -n "$owner" ] && [ "$owner" != root ]; then echo "$owner"
  else echo "$SERVICE"; fi
}

# Called as root: returns when the command stays with root, else goes on as the account.
become_account() { # the command's words
  local instance owner account
  PATH="$PATH:/usr/sbin:/sbin" # cron's has no useradd
  absolute_folders
  instance="$(installation)"
  owner="$(owner_of "$instance")"
  account="$(choose_account "$owner" "$@")"
  if [ "$account" = root ]; then stay_root "$instance" "$owner" "$@"; return; fi
  if ! getent passwd "$account" >/dev/null; then
    if [ "$account" != "$SERVICE" ]; then fail "there is no account $account on this machine."; fi
    sets_up "$@" || { look_as_nobody "$instance"; return; } # only what sets up makes accounts
    make_account || { stay_because "the account $SERVICE could not be made"; return; }
  fi
  if ! can_be "$account" "$instance" "$@"; then
    # Servers of an account are not started again as root, nor where somebody named an account.
    [ -z "${DIWAN_USER:-}" ] && [ "${owner:-root}" = root ] || fail "$reason."
    stay_because "$reason"
    return
  fi
  prepare "$account" "$instance" "$owner" "$@"
  exec "${as_account[@]}" bash "$repo/diwan" "$@"
}

stay_root() { # installation, its owner, the command's words
  local instance="$1" owner="$2"
  shift 2
  if [ "${1:-}" = up ]; then hand_over root "$instance" "$owner"
  elif [ "$owner" = root ] && [ -z "${DIWAN_USER:-}" ] && works_on_installation "$@"; then
    stay_because "this installation belongs to root; the next ./diwan up hands it to $SERVICE"
    return
  fi
  export DIWAN_USER=root # what this command starts does not choose again
}

stay_because() { # a reason that is nobody's choice: said now, and by `doctor`
  say "everything runs as root: $1. (DIWAN_USER=root says that it shall.)"
  export DIWAN_USER=root DIWAN_STAYS_ROOT="$1"
}

look_as_nobody() { # installation: before the first `up`, say what would keep it from another account
  rights_of nobody
  if ! can_read "a service account" || ! can_enter "a service account" "$1"; then
    stay_because "$reason"
  fi
}

rights_of() { # sets `as_account`: the beginning of a command that runs with an account's rights
  local entry home unset=("${ROOTS_OWN[@]/#/--unset=}")
  entry="$(getent passwd "$1")"
  home="$(cut -d: -f6 <<<"$entry")"
  as_account=(setpriv "--reuid=$1" "--regid=$(cut -d: -f4 <<<"$entry")" --init-groups
    --inh-caps=-all --no-new-privs env "${unset[@]}"
    "HOME=$home" "USER=$1" "LOGNAME=$1" "DIWAN_USER=$1")
}

try() { (cd / && exec "${as_account[@]}" "$@"); } # not from a folder that is closed to the account

make_account() { # nobody logs in as it; two at once: the second finds it made
  local home="$SERVICE_HOME"
  [ ! -e "$home" ] || home="$SERVICE_HOME-account" # somebody's clone may be there
  say "making the system account $SERVICE with its home $home (once)."
  useradd --system --user-group --create-home --home-dir "$home" --shell /usr/sbin/nologin \
    "$SERVICE" >&2 || getent passwd "$SERVICE" >/dev/null || return 1
  chmod 700 "$home"
}

# Whether an account can do the work; sets `as_account`, and `reason` when it cannot.
can_be() { # account, installation, the command's words
  local account="$1" instance="$2"
  shift 2
  reason="setpriv of Debian's util-linux is missing"
  command -v setpriv >/dev/null || return 1
  rights_of "$account"
  reason="this container does not let root become $account"
  try true 2>/dev/null || return 1
  can_share "$account" && can_read "$account" && can_enter "$account" "$instance" && has_python "$account" "$@"
}

can_share() { # account: some containers keep to root what a machine opens to everybody
  local folder
  for folder in /tmp /dev/shm; do
    reason="$1 may not write $folder. Run: chmod 1777 $folder"
    [ ! -d "$folder" ] || try test -w "$folder" || return 1
  done
}

can_read() { # account
  local unreadable
  # Not what tools leave in a checkout: those who ran them may keep it to themselves.
  unreadable="$(try find "$repo/diwan" "$repo"/*.py "$repo"/*.toml \
    "$repo"/{analytics,bi,dashboards,dbt_project,demo,erp_app,ground,ops} \
    \( -name __pycache__ -o -name '.*' -o -name target -o -name logs -o -name node_modules \) \
    -prune -o \( ! -readable -o -type d ! -executable \) -print -quit 2>/dev/null)" ||
    unreadable="${unreadable:-$repo}"
  reason="$1 cannot read $unreadable. Move the clone to /opt or /srv, or let others read it"
  [ -z "$unreadable" ]
}

can_enter() { # account, installation: the folder above it, as far as it is there
  local folder
  folder="$(dirname "$2")"
  while [ ! -e "$folder" ]; do folder="$(dirname "$folder")"; done
  if [ "$folder" -ef "$run" ] && [ -O "$run" ]; then folder="$(dirname "$run")"; fi # opened later
  reason="$1 cannot enter $folder, where the installation is. Set DIWAN_RUN to another folder"
  try test -x "$folder"
}

has_python() { # account, the command's words; sets `python_of_account`
  local account="$1" look
  shift
  look="$(declare -f find_python); find_python"
  python_of_account="$(try bash -c "$look")" || python_of_account=""
  if [ -z "$python_of_account" ] && sets_up "$@" && command -v apt-get >/dev/null; then
    need_debian python3 python3-venv
    python_of_account="$(try bash -c "$look")" || python_of_account=""
  fi
  reason="$account finds no Python 3.11 to 3.13 that it may use. Install Debian's python3"
  [ -n "$python_of_account" ]
}

prepare() { # account, installation, its owner, the command's words: what only root can do
  local account="$1" instance="$2" owner="$3"
  shift 3
  local parts=()
  case "${1:-}" in test | attack | bench) parts=(--testing) ;; esac
  "$python_of_account" -I -c 'import ensurepip, venv' 2>/dev/null || need_debian python3-venv
  if sets_up "$@" || [ ${#parts[@]} -gt 0 ]; then
    PYTHONPATH="$repo" "$python_of_account" -P -B -m ops.machine "${parts[@]}" || exit 2
    carry_mirrors "$account"
  fi
  if [ ! -e "$run" ]; then install -d -m 711 "$run"; fi
  if [ -O "$run" ]; then chmod go+x "$run"; fi # to pass through: what is in it is owner-only
  if [ ${#parts[@]} -gt 0 ]; then give_test_folders "$account"
  elif [ "${1:-}" = up ] || [ -z "$owner" ]; then # where there is none, any verb may begin one
    hand_over "$account" "$instance" "$owner"
  fi
  settle_surroundings "$account"
}

# An installation changes hands whole, with its servers stopped. Of its account's own, only what is
# root's is given: files that root edited. Links are not followed: the account could have laid them.
hand_over() { # account, installation, its present owner ("" for none)
  local account="$1" instance="$2" owner="$3" group
  group="$(id -g "$account")"
  if [ -z "$owner" ]; then install -d -m 700 -o "$account" -g "$group" "$instance"; return; fi
  if [ "$owner" != "$account" ]; then
    say "handing $instance from $owner to $account; its servers stop first."
    stop_servers "$owner" || fail "the servers of $owner did not stop: nothing was handed over."
  fi
  chown -R -P -h "--from=$owner" "$account:$group" "$instance"
  if [ "$account" != root ]; then chown -R -P -h --from=root "$account:$group" "$instance"; fi
}

stop_servers() { # owner: with what it was started with
  if [ "$1" = root ]; then DIWAN_USER=root bash "$repo/diwan" down >&2; return; fi
  local as_account
  rights_of "$1"
  "${as_account[@]}" bash "$repo/diwan" down >&2
}

give_test_folders() { # account: somebody wants the tests as it; results and throw-away platforms
  local folder
  for folder in "$run"/{test,test-results,mutants}; do
    install -d -m 700 -o "$1" "$folder"
    chown -R -P -h --from=root "$1:$(id -g "$1")" "$folder"
  done
}

# Where root's installers look for packages the account's look too: a mirror is often named in
# root's home alone. Of npm's settings only those of a mirror, never a token for anything else.
carry_mirrors() { # account
  local from="${HOME:-/root}" file
  [ "$1" = "$SERVICE" ] || return 0
  for file in .config/pip/pip.conf .config/uv/uv.toml; do
    [ ! -f "$from/$file" ] || as_new_file "$file" <"$from/$file"
  done
  if grep -qs '^ *registry *=' "$from/.npmrc"; then
    grep -E '^ *(registry|cafile|strict-ssl|proxy|https-proxy) *=|^//' "$from/.npmrc" |
      as_new_file .npmrc
  fi
}

as_new_file() { # name below the account's home; written by the account itself, unless it is there
  try bash -c '[ -e "$HOME/$1" ] || { umask 077
    mkdir -p "$(dirname "$HOME/$1")" && cat >"$HOME/$1"; }' - "$1"
}

settle_surroundings() { # account: folders that it finds in its environment are ones it may use
  if [ -n "${DIWAN_CACHE:-}" ] && [ ! -e "$DIWAN_CACHE" ]; then
    install -d -m 700 -o "$1" -g "$(id -g "$1")" "$DIWAN_CACHE"
  elif [ -n "${DIWAN_CACHE:-}" ] && [ "$(owner_of "$DIWAN_CACHE")" != "$1" ]; then
    # Not handed over: what root made in it may stand on root's own Python.
    say "DIWAN_CACHE=$DIWAN_CACHE is not $1's: it uses the one in its home."
    unset DIWAN_CACHE
  fi
  if [ -n "${TMPDIR:-}" ] && ! try test -w "$TMPDIR"; then unset TMPDIR; fi
  if ! try test -x "$PWD"; then cd "$repo"; fi
}

# Called as anybody else: somebody who came by sudo or runuser has the caller's home at first.
settle_home() {
  local home
  [ ! -O "${HOME:-/}" ] || return 0
  home="$(getent passwd "$(id -u)" | cut -d: -f6)" || home=""
  if [ -O "$home" ]; then export HOME="$home"; unset "${ROOTS_OWN[@]}"; fi
}

refuse_what_is_anothers() { # the command's words
  local instance owner
  works_on_installation "$@" || return 0
  instance="$(installation)"
  if [ ! -e "$instance" ] || [ -O "$instance" ]; then return 0; fi
  owner="$(owner_of "$instance")"
  fail "this installation belongs to $owner. Run it as root, or: sudo -u $owner $repo/diwan $*"
}
