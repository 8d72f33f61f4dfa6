/* SPDX-License-Identifier: Apache-2.0 */
/* The room over TLS, seen by a client that trusts its certificate alone. */
#include "room.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DONE(call)                                                        \
    do {                                                                  \
        int made_ = (call);                                               \
        if (made_ < 0) fail_msg("%s: %s", #call, gnutls_strerror(made_)); \
    } while (0)

static void write_pem(const char *path, const gnutls_datum_t *pem) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(pem->data, 1, pem->size, f), pem->size);
    assert_int_equal(fclose(f), 0);
}

/* A certificate for localhost that signs itself. */
static void make_certificate(const char *cert_path, const char *key_path) {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t cert;
    gnutls_datum_t pem;
    time_t now = time(NULL);
    DONE(gnutls_x509_privkey_init(&key));
    DONE(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
                                      GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
    DONE(gnutls_x509_crt_init(&cert));
    DONE(gnutls_x509_crt_set_version(cert, 3));
    DONE(gnutls_x509_crt_set_serial(cert, "\x01", 1));
    DONE(gnutls_x509_crt_set_activation_time(cert, now - 60));
    DONE(gnutls_x509_crt_set_expiration_time(cert, now + 3600));
    DONE(gnutls_x509_crt_set_dn(cert, "CN=localhost", NULL));
    DONE(gnutls_x509_crt_set_subject_alt_name(cert, GNUTLS_SAN_DNSNAME, "localhost", 9,
                                              GNUTLS_FSAN_SET));
    DONE(gnutls_x509_crt_set_basic_constraints(cert, 1, -1));
    DONE(gnutls_x509_crt_set_key(cert, key));
    DONE(gnutls_x509_crt_sign2(cert, cert, key, GNUTLS_DIG_SHA256, 0));
    DONE(gnutls_x509_crt_export2(cert, GNUTLS_X509_FMT_PEM, &pem));
    write_pem(cert_path, &pem);
    gnutls_free(pem.data);
    DONE(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem));
    write_pem(key_path, &pem);
    gnutls_free(pem.data);
    gnutls_x509_crt_deinit(cert);
    gnutls_x509_privkey_deinit(key);
}

/* One request over TLS, its certificate verified against `trusted`. */
static void ask_over_tls(const open_room *t, const char *trusted, const char *request,
                         cw_text *answer) {
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    char block[4096];
    ssize_t n;
    DONE(gnutls_certificate_allocate_credentials(&credentials));
    DONE(gnutls_certificate_set_x509_trust_file(credentials, trusted, GNUTLS_X509_FMT_PEM));
    DONE(gnutls_init(&session, GNUTLS_CLIENT));
    DONE(gnutls_set_default_priority(session));
    DONE(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials));
    DONE(gnutls_server_name_set(session, GNUTLS_NAME_DNS, "localhost", 9));
    gnutls_session_set_verify_cert(session, "localhost", 0);
    int s = room_connect(t);
    gnutls_transport_set_int(session, s);
    DONE(gnutls_handshake(session));
    assert_true(gnutls_protocol_get_version(session) >= GNUTLS_TLS1_2);
    assert_int_equal(gnutls_record_send(session, request, strlen(request)), strlen(request));
    while ((n = gnutls_record_recv(session, block, sizeof block)) > 0)
        cw_text_add_bytes(answer, block, (size_t)n);
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    close(s);
}

static void a_session_over_tls(void **state) {
    (void)state;
    open_room t;
    char cert[1200], key[1200], request[600];
    cw_text answer = {0};
    static const char body[] = "{\"user\":\"officer\",\"password\":\"" PASSWORD "\"}";
    room_begin(&t, NULL);
    snprintf(cert, sizeof cert, "%s/cert.pem", t.folder);
    snprintf(key, sizeof key, "%s/key.pem", t.folder);
    make_certificate(cert, key);
    cw_room_options options = room_options(&t);
    options.cert = cert;
    options.key = key;
    room_again(&t, &options);
    assert_memory_equal(cw_room_address(t.room), "https://", 8);
    snprintf(request, sizeof request,
             "POST /api/1/session HTTP/1.1\r\nHost: localhost:%u\r\nConnection: close\r\n"
             "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
             t.port, strlen(body), body);
    ask_over_tls(&t, cert, request, &answer);
    assert_mentions(answer.data, "HTTP/1.1 200 OK");
    assert_mentions(answer.data, "Set-Cookie: __Host-cw_session=");
    assert_mentions(answer.data, "; HttpOnly; SameSite=Strict; Secure");
    assert_mentions(answer.data, "Strict-Transport-Security: max-age=31536000");
    cw_text_free(&answer);
    /* who speaks without TLS gets nothing */
    reply r = ask(&t, &t.callers[ROLE_OFFICER], "GET", "/", NULL);
    assert_int_equal(r.status, 0);
    reply_free(&r);
    room_end(&t);
}

static void a_broken_certificate_is_named(void **state) {
    (void)state;
    open_room t;
    cw_error err = {0};
    room_begin(&t, NULL);
    cw_room_options options = room_options(&t);
    options.cert = options.key = t.record; /* a file, but no PEM */
    assert_null(cw_room_open(&options, &err));
    assert_mentions(err.message, "cert=");
    options.key = NULL;
    err = (cw_error){0};
    assert_null(cw_room_open(&options, &err));
    assert_mentions(err.message, "both");
    room_end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_session_over_tls),
                                       cmocka_unit_test(a_broken_certificate_is_named)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
