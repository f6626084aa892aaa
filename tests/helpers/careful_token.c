/* SoftHSM as a token of the stricter kind: it counts wrong PINs, locks after three, and can be pulled out.
 * It is pulled out while the file PULLED exists. PKCS#11 v2.40; the places in CK_FUNCTION_LIST are those of its 5.2. */
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long rv;
typedef struct { unsigned char version[2]; void *call[68]; } functions;
enum { INITIALIZE = 0, FINALIZE = 1, TOKEN_INFO = 6, LOGIN = 18, SIGN_INIT = 42 };
enum { OK = 0, DEVICE_REMOVED = 0x32, PIN_INCORRECT = 0xA0, PIN_LOCKED = 0xA4, ALREADY_INITIALIZED = 0x191 };
enum { FINAL_TRY = 0x20000, LOCKED = 0x40000, FLAGS_AT = 96 };

static functions own, *soft;
static int tries = 3;

static rv initialize(void *args) {
    rv answer = ((rv (*)(void *))soft->call[INITIALIZE])(args);
    return answer == ALREADY_INITIALIZED ? OK : answer;
}

static rv finalize(void *reserved) { (void)reserved; return OK; }

static rv token_info(unsigned long slot, unsigned char *info) {
    rv answer = ((rv (*)(unsigned long, unsigned char *))soft->call[TOKEN_INFO])(slot, info);
    unsigned long flags;
    if (answer != OK) return answer;
    memcpy(&flags, info + FLAGS_AT, sizeof flags);
    flags &= ~(unsigned long)(FINAL_TRY | LOCKED);
    if (tries == 1) flags |= FINAL_TRY;
    if (tries == 0) flags |= LOCKED;
    memcpy(info + FLAGS_AT, &flags, sizeof flags);
    return OK;
}

static rv login(unsigned long session, unsigned long user, unsigned char *pin, unsigned long length) {
    rv answer;
    if (tries == 0) return PIN_LOCKED;
    answer = ((rv (*)(unsigned long, unsigned long, unsigned char *, unsigned long))soft->call[LOGIN])(
        session, user, pin, length);
    if (answer == PIN_INCORRECT) tries--;
    return answer;
}

static rv sign_init(unsigned long session, void *mechanism, unsigned long key) {
    if (access(PULLED, F_OK) == 0) return DEVICE_REMOVED;
    return ((rv (*)(unsigned long, void *, unsigned long))soft->call[SIGN_INIT])(session, mechanism, key);
}

rv C_GetFunctionList(functions **list) {
    void *library = dlopen(SOFTHSM, RTLD_NOW);
    rv (*get)(functions **) = (rv (*)(functions **))dlsym(library, "C_GetFunctionList");
    get(&soft);
    own = *soft;
    own.call[INITIALIZE] = (void *)initialize;
    own.call[FINALIZE] = (void *)finalize;
    own.call[TOKEN_INFO] = (void *)token_info;
    own.call[LOGIN] = (void *)login;
    own.call[SIGN_INIT] = (void *)sign_init;
    *list = &own;
    return OK;
}
