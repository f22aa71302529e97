/*
 * The exchange and the escrow for one device of one release, as PROTOCOL.md has them ("On chain", "Exchange").
 *
 * ROLES   A vendor, a device, two distributors A and B. None, any one or any two of them are bad: init chooses, so every
 *         coalition is explored. An honest role runs its own process. All bad ones are one process, Coalition: it makes
 *         every move of each with everything that any of them knows, and has an account X of its own.
 *
 * CHAIN   What honest roles send waits in `pool`, for everybody to read, and is executed in any order. The coalition's
 *         calls never wait: it executes them before or after anything that it sees coming, as a block's builder would. So
 *         every order within a block is there. What was executed is only the `head`; the chain may drop it, which puts
 *         the calls back into the pool for any other order, until it makes it `final`.
 *
 * TIME    `now` counts ticks of an hour and a half and is everybody's. The chain is trusted with one thing: a call sent in
 *         one tick is final by the end of the next. Honest roles may be late by any time; `late` says that one was.
 *
 * WHAT IS LEFT OUT, AND WHY NOTHING IS LOST BY IT
 *   Cryptography is ideal: nobody forges a signature, finds a key, or opens a package without its key.
 *   The samples find what is wrong with a package, or miss so little of it (`flawed`) that it can be mended; both happen.
 *   The rest of a batch matters only as it ends a reservation before this receipt's validUntil: every end is tried.
 *   A request and its answer are one step: a slow answer is one given later, and one that never comes is a refusal.
 *   A device has one session with each distributor. What lapsed of an earlier one is worth nothing, and its key never went
 *     out; so a second session is a first one that began later.
 *   A bad device signs for X, or for honest distributors. A bad distributor's account would be X by another name.
 *   Gas, amounts, other devices and other tranches: each device's reward is its own.
 *
 * RUNNING spin -a exchange.pml && cc -O2 -DNOFAIR -o pan pan.c && ./pan -a -m100000 -N paid_once
 *         Properties are in properties.pml. -DMUTATE_… for spin weakens one rule, named where it stands.
 */

#define A      0
#define B      1
#define X      2                                    /* an account of the coalition, which no honest device signs for */
#define VENDOR 3
#define DEVICE 4
#define NOBODY 5

byte coalition;                                     /* one bit for each bad role */
#define BAD(role)    ((coalition >> (role)) & 1)
#define HONEST(role) (!BAD(role))

/* In ticks; in hours as the protocol has it. Longer ones would only repeat what happens within these. */
#define MIN_RESERVATION 2                           /* 3 h: what a reservation lasts at least */
#define MIN_SIGNED      3                           /* 4 h: what the device signs for at least */
#define VALIDITY        5                           /* 20 h offered, 24 h at most: of a receipt, from the challenge on */
#define CLOSING         4                           /* 6 h before the claim deadline distributors open no more */
#define INCLUSION       1                           /* what a call takes to be final, at most */
#define DEADLINE       11                           /* the claim deadline: time for two distributors in turn */
#define RECLAIM        12                           /* a day later */

byte now;
bit late;                                           /* while the device was honest, a tick passed with something to do */

/* Who knows which key, named by who drew it: A, B, X. Handed out, in the pool or in a block, it is public. */
byte public;
#define IS_PUBLIC(key) ((public >> (key)) & 1)
#define IS_KNOWN(key)  (IS_PUBLIC(key) || (key) == X || BAD(key))         /* to the coalition */
#define PUBLISH(key)   public = public | (1 << (key))

/* The exchange of the device with each distributor. */
byte validUntil[2];                                 /* from the answer to the challenge on; 0 before */
byte receipt[2];                                    /* the key that the device signed for, plus 1; 0 if it did not */

#include "escrow.pml"
#include "distributor.pml"
#include "device.pml"
#include "coalition.pml"
#include "clock.pml"
#include "properties.pml"

/*
 * Bad B is bad A by another name. To a bad device a bad vendor adds nothing and takes nothing: what the vendor does on
 * the chain is the same, good or bad, and its origins matter to honest devices. So four of the eleven coalitions are left
 * out.
 */
init
{
    atomic {
        if
        :: coalition = 0
        :: coalition = 1 << A
        :: coalition = 1 << VENDOR
        :: coalition = 1 << A | 1 << B
        :: coalition = 1 << A | 1 << VENDOR
        :: coalition = 1 << A | 1 << DEVICE
        :: coalition = 1 << VENDOR | 1 << DEVICE
        fi;
        run Chain();
        run Clock();
        run Coalition();
        run Thief();
        run Device();
        run Distributor(A);
        run Distributor(B)
    }
}
