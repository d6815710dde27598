# Sourced: a PostgreSQL server as one that keeps people's data, on a socket in a folder of its own.
# start_server FOLDER [MEGABYTES of shared buffers]: sets $server, what stands behind `postgresql:///NAME`; it ends with the script.
start_server() {
    local folder=$1 buffers=${2:-2048} programs as=()
    programs=$(pg_config --bindir)
    mkdir -p "$folder"
    if [ "$(id -u)" = 0 ]; then
        as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
        chown nobody:nogroup "$folder"
    fi
    if [ ! -d "$folder/data" ]; then
        (cd / && "${as[@]}" "$programs/initdb" --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 \
            --locale C.UTF-8 --no-instructions >/dev/null)
    fi
    (cd / && exec "${as[@]}" "$programs/postgres" -D "$folder/data" -c "unix_socket_directories=$folder" \
        -c listen_addresses= -c "shared_buffers=${buffers}MB" -c fsync=on -c synchronous_commit=on \
        -c max_connections=200 -c max_wal_size=8GB -c checkpoint_timeout=15min -c wal_compression=lz4 \
        -c random_page_cost=1.1 -c "effective_cache_size=$((buffers * 3))MB" -c jit=off \
        >"$folder/log" 2>&1) &
    server_process=$!
    trap stop_server EXIT
    until "$programs/pg_isready" -q -h "$folder"; do
        kill -0 "$server_process" || return 1
        sleep 0.1
    done
    psql -X -q -h "$folder" -U postgres -d postgres -c 'CREATE ROLE crm LOGIN CREATEDB' 2>/dev/null || true
    # shellcheck disable=SC2034 # for who sources this
    server="?host=$folder&user=crm"
}

stop_server() {
    kill -INT "$server_process" 2>/dev/null || true
    wait "$server_process" || true
}
