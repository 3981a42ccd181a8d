#!/bin/sh
# root FOLDER PROGRAM [git] [gh]: gathers what an image holds besides its service: the libraries that PROGRAM loads, certificates,
# a user, and tools with every library they load. Which Debian packages they come from stands in /var/lib/dpkg/status.d, where
# scanners look for it.
set -eu
root=$1 program=$2
shift 2
mkdir -p "$root/etc/ssl/certs" "$root/tmp" "$root/usr/bin" "$root/var/lib/sparky" "$root/var/lib/sparky-reports"

# take PATH: the file, the links on the way to it, and what it loads.
take() {
  file=$1
  [ -e "$root$file" ] && return 0
  mkdir -p "$root$(dirname "$file")"
  cp -P "$file" "$root$file"
  package "$file"
  if [ -L "$file" ]; then
    target=$(readlink "$file")
    case $target in /*) ;; *) target=$(dirname "$file")/$target ;; esac
    (take "$target")
  elif ldd "$file" >/dev/null 2>&1; then
    libraries "$file"
  fi
}

# libraries PROGRAM: those it loads, the loader among them.
libraries() {
  for library in $(ldd "$1" 2>/dev/null | grep -o '/[^ ]*'); do (take "$library"); done
}

# package FILE: writes down the package that it comes from. Where folders are links to /usr, dpkg knows one of both names.
package() {
  name=$(dpkg-query --search "$1" 2>/dev/null || dpkg-query --search "${1#/usr}" 2>/dev/null || dpkg-query --search "/usr$1" 2>/dev/null || true)
  name=${name%%:*}
  case $name in "" | *' '*) return 0 ;; esac
  mkdir -p "$root/var/lib/dpkg/status.d"
  dpkg-query --status "$name" > "$root/var/lib/dpkg/status.d/$name"
}

# Where Debian keeps libraries in /usr and links the old places to it.
for place in bin lib lib64 sbin; do
  [ -L "/$place" ] && { mkdir -p "$root/usr/$place"; ln -s "usr/$place" "$root/$place"; }
done
for library in libc.so.6 libm.so.6 libgcc_s.so.1 libresolv.so.2; do
  take "$(ldconfig -p | sed -n "s|.*$library .*=> ||p" | head -1)"
done
libraries "$program"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
package /usr/sbin/update-ca-certificates
cp -L /etc/os-release "$root/etc/os-release"
echo 'sparky:x:10001:10001:Sparky:/var/lib/sparky:/usr/sbin/nologin' > "$root/etc/passwd"
echo 'sparky:x:10001:' > "$root/etc/group"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"

for tool in "$@"; do
  case $tool in
    git)
      # `sh` runs hooks, filters and GIT_SSH_COMMAND. Perl's and Python's parts of git are not needed to
      # clone, fetch and push, nor are those for servers that only hand out files.
      for program in /usr/bin/git /usr/bin/git-upload-pack /usr/bin/git-receive-pack /bin/sh /bin/dash /usr/bin/ssh /usr/bin/cat /usr/bin/basename /usr/bin/sed /usr/bin/uname; do take "$program"; done
      for part in git-remote-http git-remote-https git-sh-setup git-sh-i18n; do
        [ -e "/usr/lib/git-core/$part" ] && take "/usr/lib/git-core/$part"
      done
      # Debian has it there a second time.
      ln -s ../../bin/git "$root/usr/lib/git-core/git"
      mkdir -p "$root/usr/share/git-core"
      cp -r /usr/share/git-core/templates "$root/usr/share/git-core/templates"
      rm -rf "$root/usr/share/git-core/templates/hooks"
      ;;
    gh) take /usr/bin/gh ;;
  esac
done
chmod 1777 "$root/tmp"
chown -R 10001:10001 "$root/var/lib/sparky" "$root/var/lib/sparky-reports"
