// 74151: 8-input multiplexer
//
// Pins:
//    1 D3   input 3
//    2 D2   input 2
//    3 D1   input 1
//    4 D0   input 0
//    5 Y    the selected input
//    6 W    its complement
//    7 G    strobe, active low
//    8 GND  ground
//    9 S2   select, weight 4 (data sheet: C)
//   10 S1   select, weight 2 (data sheet: B)
//   11 S0   select, weight 1 (data sheet: A)
//   12 D7   input 7
//   13 D6   input 6
//   14 D5   input 5
//   15 D4   input 4
//   16 VCC  supply
//
// While G is low, Y is the input that the number S selects; while G is high, Y is low. W = not Y.
//
// Source: Texas Instruments, "SN74151A Data Selectors/Multiplexers", data sheet SDLS054

module sn74151 (
  input D0, D1, D2, D3, D4, D5, D6, D7, S0, S1, S2, G,
  output Y, W);

  assign Y = ~G & (~S2 & ~S1 & ~S0 & D0
                   | ~S2 & ~S1 & S0 & D1
                   | ~S2 & S1 & ~S0 & D2
                   | ~S2 & S1 & S0 & D3
                   | S2 & ~S1 & ~S0 & D4
                   | S2 & ~S1 & S0 & D5
                   | S2 & S1 & ~S0 & D6
                   | S2 & S1 & S0 & D7);
  assign W = ~Y;
endmodule
