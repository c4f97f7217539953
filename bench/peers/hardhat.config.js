// Hardhat wants a file like this; everything in it is as it is by default.
export default {}
