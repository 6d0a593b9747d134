// OpenSSL, with functions for what it has macros for, which Swift cannot call.
#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

static inline int copenssl_set_versions(SSL_CTX *context, int lowest, int highest)
{
    return SSL_CTX_set_min_proto_version(context, lowest) && SSL_CTX_set_max_proto_version(context, highest);
}

static inline int copenssl_set_groups(SSL_CTX *context, const char *list)
{
    return SSL_CTX_set1_groups_list(context, list) == 1;
}

static inline void copenssl_set_mode(SSL_CTX *context, long mode) { SSL_CTX_set_mode(context, mode); }

static inline void copenssl_set_connection_mode(SSL *ssl, long mode) { SSL_set_mode(ssl, mode); }

static inline void copenssl_set_read_ahead(SSL_CTX *context, int yes) { SSL_CTX_set_read_ahead(context, yes); }

static inline void copenssl_set_session_cache_mode(SSL_CTX *context, long mode)
{
    SSL_CTX_set_session_cache_mode(context, mode);
}

static inline void copenssl_retry_read(BIO *bio) { BIO_set_retry_read(bio); }
static inline void copenssl_retry_write(BIO *bio) { BIO_set_retry_write(bio); }
static inline void copenssl_clear_retry(BIO *bio) { BIO_clear_retry_flags(bio); }

static inline long copenssl_memory(BIO *bio, char **start) { return BIO_get_mem_data(bio, start); }

static inline int copenssl_reason(unsigned long error) { return ERR_GET_REASON(error); }

// Options under one type, which their macros do not have.
static const uint64_t copenssl_options = SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
    SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF;
static const uint64_t copenssl_no_ticket = SSL_OP_NO_TICKET;
static const long copenssl_mode = SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
    SSL_MODE_RELEASE_BUFFERS;
static const unsigned long copenssl_name_format = XN_FLAG_RFC2253;
#endif
