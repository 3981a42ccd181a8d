#!/bin/sh
# root FOLDER [git] [gh]: gathers what an image holds besides its service: the C library, certificates, a user, and programs
# with every library they load.
set -eu
root=$1
shift
mkdir -p "$root/etc/ssl/certs" "$root/tmp" "$root/usr/bin" "$root/var/lib/sparky" "$root/var/lib/sparky-reports"

# take PATH: the file, the links on the way to it, and what it loads.
take() {
  file=$1
  [ -e "$root$file" ] && return 0
  mkdir -p "$root$(dirname "$file")"
  cp -P "$file" "$root$file"
  if [ -L "$file" ]; then
    target=$(readlink "$file")
    case $target in /*) ;; *) target=$(dirname "$file")/$target ;; esac
    (take "$target")
  elif ldd "$file" >/dev/null 2>&1; then
    for library in $(ldd "$file" | grep -o '/[^ ]*'); do (take "$library"); done
  fi
}

# Where Debian keeps libraries in /usr and links the old places to it.
for place in bin lib lib64 sbin; do
  [ -L "/$place" ] && { mkdir -p "$root/usr/$place"; ln -s "usr/$place" "$root/$place"; }
done
for library in libc.so.6 libm.so.6 libgcc_s.so.1 libresolv.so.2; do
  take "$(ldconfig -p | sed -n "s|.*$library .*=> ||p" | head -1)"
done
take "$(ldd /bin/true | grep -o '/[^ ]*ld-linux[^ ]*')"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
echo 'sparky:x:10001:10001:Sparky:/var/lib/sparky:/usr/sbin/nologin' > "$root/etc/passwd"
echo 'sparky:x:10001:' > "$root/etc/group"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"

for tool in "$@"; do
  case $tool in
    git)
      # `sh` runs hooks, filters and GIT_SSH_COMMAND. Perl's and Python's parts of git are not needed to clone, fetch and push.
      for program in /usr/bin/git /usr/bin/git-upload-pack /usr/bin/git-receive-pack /bin/sh /bin/dash /usr/bin/ssh /usr/bin/cat /usr/bin/basename /usr/bin/sed /usr/bin/uname; do take "$program"; done
      for part in git git-remote-http git-remote-https git-http-fetch git-http-push git-sh-setup git-sh-i18n; do
        [ -e "/usr/lib/git-core/$part" ] && take "/usr/lib/git-core/$part"
      done
      mkdir -p "$root/usr/share/git-core"
      cp -r /usr/share/git-core/templates "$root/usr/share/git-core/templates"
      rm -rf "$root/usr/share/git-core/templates/hooks"
      ;;
    gh) take /usr/bin/gh ;;
  esac
done
chmod 1777 "$root/tmp"
chown -R 10001:10001 "$root/var/lib/sparky" "$root/var/lib/sparky-reports"
